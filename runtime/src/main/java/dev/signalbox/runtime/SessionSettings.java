package dev.signalbox.runtime;

import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.Redactor;
import dev.signalbox.protocol.RestartLimits;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/// How sessions are hosted. Validated when made.
///
/// @param dataDir where sessions have their folders
/// @param idleStop an environment that nobody used for so long is stopped; zero = never
/// @param unloadAfter a session without environment and readers leaves memory after so long
/// @param permissionTimeout how long a permission waits for a person; null = for ever
/// @param maxTurnSilence how long an agent may say nothing within a query; zero = for ever
/// @param interruptGrace how long an agent may take to honour an interrupt
/// @param terminateGrace how long an agent may take to end
/// @param runnerOrphanTimeout how long a runner waits for a server; zero = for ever
/// @param healthInterval between two pings
/// @param healthTimeout a runner that is silent for so long after a ping is unresponsive
/// @param tick how often clocks are looked at
/// @param restart of runners by the server, and of agents by their runners
/// @param workspaceRoots folders below which sessions may work in place
/// @param redact regular expressions of what is secret in logs
/// @param limits how many sessions there may be
/// @param flood how many log lines of one source are kept of a session while it floods
public record SessionSettings(
        Path dataDir,
        Duration idleStop,
        Duration unloadAfter,
        @Nullable Duration permissionTimeout,
        Duration maxTurnSilence,
        Duration interruptGrace,
        Duration terminateGrace,
        Duration runnerOrphanTimeout,
        Duration healthInterval,
        Duration healthTimeout,
        Duration tick,
        RestartLimits restart,
        List<Path> workspaceRoots,
        List<String> redact,
        HostLimits limits,
        LogFlood flood) {
    public SessionSettings {
        requirePositive(interruptGrace, "interruptGrace");
        requirePositive(terminateGrace, "terminateGrace");
        requirePositive(healthInterval, "healthInterval");
        requirePositive(healthTimeout, "healthTimeout");
        requirePositive(tick, "tick");
        workspaceRoots = List.copyOf(workspaceRoots);
        redact = List.copyOf(redact);
        try {
            var _ = new Redactor(List.of(), redact);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("redact: " + e.getMessage(), e);
        }
    }

    /// The defaults, which `signalbox config show` prints.
    public static SessionSettings defaults(Path dataDir) {
        return new SessionSettings(
                dataDir,
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                null,
                Duration.ofMinutes(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofHours(24),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofMillis(250),
                RestartLimits.DEFAULT,
                List.of(),
                List.of(),
                HostLimits.DEFAULT,
                LogFlood.DEFAULT);
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero");
        }
    }
}
