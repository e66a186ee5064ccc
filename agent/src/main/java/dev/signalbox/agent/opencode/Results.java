package dev.signalbox.agent.opencode;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.protocol.ConversationBlock.ErrorBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// The end of a turn: how it went.
final class Results {
    private static final Set<String> WHOLE = Set.of("stop", "length", "content-filter");

    private final EventSink sink;
    private final IdSource ids;
    private final Turns turns;
    private final Parts parts;
    private final Permissions permissions;
    private final Causes causes;

    Results(
            EventSink sink,
            IdSource ids,
            Turns turns,
            Parts parts,
            Permissions permissions,
            Causes causes) {
        this.sink = sink;
        this.ids = ids;
        this.turns = turns;
        this.parts = parts;
        this.permissions = permissions;
        this.causes = causes;
    }

    void ended(Turn turn) {
        permissions.allWithdrawn("the turn has ended");
        parts.turnEnded();
        sink.closeQuery();
        var problem = turn.givenUp;
        if (problem == null && isInterrupted(turn)) {
            end(turn, QueryOutcome.INTERRUPTED, null, null);
            return;
        }
        if (problem == null) {
            problem = turn.problem;
        }
        if (problem == null) {
            end(turn, QueryOutcome.COMPLETED, stopReason(turn.finish), null);
            return;
        }
        sink.say(
                new StreamEvent.BlockComplete(
                        StreamEvent.MAIN,
                        new ErrorBlock(
                                ids.newId(IdSource.BLOCK),
                                problem.message(),
                                problem.code().name())));
        sink.say(new StreamEvent.Failure(problem.code(), problem.message()));
        end(turn, QueryOutcome.FAILED, null, causes.cause(problem.code(), problem.message()));
    }

    /// An abort while OpenCode waits to ask the model again leaves no trace of its own.
    private static boolean isInterrupted(Turn turn) {
        boolean isWhole = turn.finish != null && WHOLE.contains(turn.finish);
        return turn.isAborted || turn.isRetrying || (turn.isInterruptAsked && !isWhole);
    }

    private static @Nullable String stopReason(@Nullable String finish) {
        return switch (finish) {
            case null -> null;
            case "stop" -> "end_turn";
            case "length" -> "max_tokens";
            case "content-filter" -> "refusal";
            case "tool-calls", "unknown" -> null;
            default -> finish;
        };
    }

    /// The output ended in the middle of a turn.
    void lost(Turn turn) {
        permissions.allWithdrawn("the agent has ended");
        parts.turnEnded();
        sink.closeAll();
        end(
                turn,
                QueryOutcome.LOST,
                null,
                causes.cause(ErrorCode.AGENT_EXITED, "the output ended in mid-turn"));
    }

    private void end(
            Turn turn,
            QueryOutcome outcome,
            @Nullable String stopReason,
            @Nullable QueryCause cause) {
        turns.over();
        sink.say(new StreamEvent.QueryEnded(turn.queryId, outcome, stopReason, cause));
    }
}
