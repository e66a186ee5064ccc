package dev.signalbox.environment;

import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.RunnerReply;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/// What a runner reads at its start: the file `runner.json` of a session.
///
/// @param workspace absolute
/// @param options the session's options; `env` in it, if any, is for names only
/// @param env names of the variables that the agent gets; their values come in the runner's own
///   environment and are never written
/// @param redact regular expressions of what is secret in logs, besides the values of `env`
/// @param executable the agent's program; null: the adapter looks for it
/// @param usesHostLogin whether the agent may sign in as the person whose server this is did
/// @param interruptGrace how long an agent may take to honour an interrupt
/// @param maxTurnSilence how long an agent may be silent in a query; zero is for ever
/// @param orphanTimeout how long a runner waits for a server; zero is for ever
/// @param terminateGrace how long an agent may take to end
/// @param restart how often an agent that crashes is started again
/// @param flood how many log lines of one source the runner keeps
/// @param after the last offset that is journaled: the runner never counts from less, whatever its
///   spool has lost with the machine
public record RunnerConfig(
        String sessionId,
        String agent,
        Path workspace,
        ObjectNode options,
        List<String> env,
        List<String> redact,
        @Nullable Path executable,
        boolean usesHostLogin,
        Duration interruptGrace,
        Duration maxTurnSilence,
        Duration orphanTimeout,
        Duration terminateGrace,
        RestartLimits restart,
        LogFlood flood,
        long after) {
    public RunnerConfig {
        env = List.copyOf(env);
        redact = List.copyOf(redact);
    }

    /// The default limits.
    public RunnerConfig(String sessionId, String agent, Path workspace, ObjectNode options) {
        this(
                sessionId,
                agent,
                workspace,
                options,
                List.of(),
                List.of(),
                null,
                false,
                Duration.ofSeconds(2),
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                Duration.ofSeconds(5),
                RestartLimits.DEFAULT,
                LogFlood.DEFAULT,
                0);
    }

    /// The same, once so much is journaled.
    public RunnerConfig withAfter(long offset) {
        return new RunnerConfig(
                sessionId,
                agent,
                workspace,
                options,
                env,
                redact,
                executable,
                usesHostLogin,
                interruptGrace,
                maxTurnSilence,
                orphanTimeout,
                terminateGrace,
                restart,
                flood,
                offset);
    }

    /// The file's content.
    ///
    /// @param agentGroup the control group made for the agent; null = there is none
    public byte[] json(@Nullable Path agentGroup) {
        var json = ProtocolJson.object();
        json.put("protocol", RunnerReply.PROTOCOL);
        json.put("sessionId", sessionId);
        json.put("agent", agent);
        json.put("workspace", workspace.toString());
        json.set("options", options);
        var names = json.putArray("env");
        env.forEach(names::add);
        if (!redact.isEmpty()) {
            var patterns = json.putArray("redact");
            redact.forEach(patterns::add);
        }
        if (executable != null) {
            json.put("executable", executable.toString());
        }
        if (agentGroup != null) {
            json.put("agentGroup", agentGroup.toString());
        }
        json.put("usesHostLogin", usesHostLogin);
        json.put("interruptGraceMs", interruptGrace.toMillis());
        json.put("maxTurnSilenceMs", maxTurnSilence.toMillis());
        json.put("orphanTimeoutMs", orphanTimeout.toMillis());
        json.put("terminateGraceMs", terminateGrace.toMillis());
        json.put("restartAttempts", restart.attempts());
        json.put("restartWindowMs", restart.window().toMillis());
        json.put("restartFirstMs", restart.first().toMillis());
        json.put("restartLongestMs", restart.longest().toMillis());
        json.put("logLinesPerSecond", flood.linesPerSecond());
        json.put("logBurst", flood.burst());
        if (after > 0) {
            json.put("after", after);
        }
        return ProtocolJson.writeBytes(json);
    }

    /// Writes the file, readable by its owner only; whoever reads it reads all of it or the one
    /// before.
    ///
    /// @param agentGroup as in [#json]
    public void write(Path file, @Nullable Path agentGroup) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, SessionLayout.PRIVATE_FILE);
        Files.write(draft, json(agentGroup));
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
