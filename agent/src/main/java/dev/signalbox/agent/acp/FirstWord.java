package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryCause;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/// A limit for the first word after a prompt. Agents ask a model that does not answer again and
/// again, without an end and without a word of it, with a wrong key too.
///
/// Only the first word: an agent that has begun may be long at work, and the session's
/// `maxTurnSilence` watches over that.
final class FirstWord {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final AgentPort port;
    private final Duration limit;
    private @Nullable Cancellable waiting;
    private String stderrBefore = "";

    FirstWord(AgentPort port, ObjectNode options) {
        this.port = port;
        var option = options.get(AcpAdapter.FIRST_WORD);
        var wanted = option == null ? null : AgentOptions.duration(option);
        this.limit = wanted == null ? LIMIT : wanted;
    }

    /// A prompt was given.
    ///
    /// @param silent run when nothing is heard
    void begins(Runnable silent) {
        heard();
        stderrBefore = stderr();
        if (!limit.isZero()) {
            waiting = port.schedule(limit, silent);
        }
    }

    /// The agent works, or has answered.
    void heard() {
        var was = waiting;
        waiting = null;
        if (was != null) {
            was.cancel();
        }
    }

    private String stderr() {
        var tail = port.cause(ErrorCode.AGENT_SILENT, "").stderrTail();
        return tail == null ? "" : tail;
    }

    /// Why nothing was heard: what the agent has said on stderr since then tells more than its
    /// silence.
    QueryCause cause() {
        var tail = stderr();
        var code = tail.equals(stderrBefore) ? ErrorCode.AGENT_FAILED : Failures.code(tail);
        var silence = "no word came within " + limit.toMillis() + " ms of the prompt";
        return switch (code) {
            case AGENT_OVERLOADED ->
                    port.cause(
                            code,
                            silence + ", for the model is overloaded, says the agent's stderr");
            case AGENT_AUTH_FAILED ->
                    port.cause(code, silence + ", for the agent cannot sign in, says its stderr");
            default -> port.cause(ErrorCode.AGENT_SILENT, silence);
        };
    }
}
