package dev.signalbox.environment;

import dev.signalbox.process.ControlGroup;
import dev.signalbox.process.ControlGroups;
import dev.signalbox.process.Detach;
import dev.signalbox.protocol.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What finds every process of a session when it is to end. Which of them a machine has is tried
/// out once, at the start of a server.
///
/// @param kind what is in force
/// @param place the group in which the groups of sessions are made; null for markers
/// @param reason why it is none of the better ones; null when there is none better
public record Containment(Kind kind, @Nullable ControlGroup place, @Nullable String reason) {
    private static final Duration PROBE = Duration.ofSeconds(5);

    /// The best one first.
    public enum Kind {
        /// A control group of version 2: nothing leaves it, and it is killed as one.
        CGROUP2,
        /// A control group of version 1 (`freezer` or `pids`): nothing leaves it; it is kept from
        /// forking while its processes are killed.
        CGROUP1,
        /// The variable `SIGNALBOX_SESSION` in the environment of processes, and their process
        /// session: a process that clears its environment and leaves the session is not found.
        MARKERS;

        /// The name by which settings and replies call it.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// @return null when none has this name
        public static @Nullable Kind of(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName().equals(wireName))
                    .findFirst()
                    .orElse(null);
        }
    }

    /// Finds the best one that works here for this user, by really holding a process with it. Blocks
    /// for some milliseconds as a rule.
    ///
    /// @param wanted the kind to take, whatever else there is; null = the best one
    /// @throws EnvironmentException `ENVIRONMENT_NOT_AVAILABLE` when the one that is wanted does not
    ///   work here
    public static Containment detect(@Nullable Kind wanted) throws EnvironmentException {
        var failures = new ArrayList<String>();
        for (var place : ControlGroups.own()) {
            var kind = place.version() == 2 ? Kind.CGROUP2 : Kind.CGROUP1;
            if (wanted == null || wanted == kind) {
                var failure = failure(place.group());
                if (failure == null) {
                    return new Containment(
                            kind,
                            place.group(),
                            kind == Kind.CGROUP2 ? null : why(wanted, failures));
                }
                failures.add(failure);
            }
        }
        if (wanted != null && wanted != Kind.MARKERS) {
            throw new EnvironmentException(
                    ErrorCode.ENVIRONMENT_NOT_AVAILABLE,
                    "sessions.containment is "
                            + wanted.wireName()
                            + ", which does not work here: "
                            + why(null, failures)
                            + "; set it to auto to take what there is");
        }
        return new Containment(Kind.MARKERS, null, why(wanted, failures));
    }

    private static String why(@Nullable Kind wanted, List<String> failures) {
        if (wanted != null) {
            return "sessions.containment is " + wanted.wireName();
        }
        return failures.isEmpty()
                ? "this machine has no such control groups"
                : String.join("; ", failures);
    }

    /// Makes a group in this one, starts a process in it, kills the group, and removes it.
    ///
    /// @return null when all of it worked
    private static @Nullable String failure(ControlGroup place) {
        var group = place.child("signalbox-probe-" + ProcessHandle.current().pid());
        try {
            var inner = group.create().child("agent").create();
            var command = Detach.command(List.of("sleep", "60"), Map.of(), inner);
            if (command == null) {
                return "neither setsid nor perl was found";
            }
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(ProcessBuilder.Redirect.PIPE)
                            .start();
            try (var output = process.inputReader()) {
                return judge(place, group, process, output);
            } finally {
                process.destroyForcibly();
            }
        } catch (AccessDeniedException e) {
            return place.dir() + " may not be written by this user";
        } catch (IOException e) {
            return place.dir() + " cannot be used: " + e.getMessage();
        } finally {
            var _ = group.remove(PROBE);
        }
    }

    private static @Nullable String judge(
            ControlGroup place, ControlGroup group, Process process, Reader output)
            throws IOException {
        long until = System.nanoTime() + PROBE.toNanos();
        try {
            while (!group.processes().contains(process.pid())) {
                if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
                    var said = new StringBuilder();
                    for (int c = output.read(); c >= 0; c = output.read()) {
                        said.append((char) c);
                    }
                    return place.dir() + " lets no process in: " + said.toString().strip();
                }
                if (System.nanoTime() - until > 0) {
                    return place.dir() + " lets no process in";
                }
            }
            return group.kill(PROBE).isEmpty() && process.waitFor(5, TimeUnit.SECONDS)
                    ? null
                    : "the processes in " + place.dir() + " cannot be killed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the test of " + place.dir() + " was interrupted";
        }
    }
}
