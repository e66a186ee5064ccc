package dev.signalbox.agent.codex;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/// Which query Codex works on in the main thread.
///
/// Codex answers a message with the id of the turn that takes it up: one that begins, or one of its
/// own that runs already. A turn that no message was answered with is its own.
final class Turns {
    private final EventSink sink;
    private final IdSource ids;

    /// Turns that take up a message of a user's.
    private final Set<String> asked = new HashSet<>();

    private @Nullable Turn active;

    /// The query whose message was given while Codex was in a turn of its own.
    private @Nullable Turn waiting;

    private String lastQueryId = "";

    Turns(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// The server's query: Codex was given its message.
    void given(String queryId) {
        var turn = new Turn(queryId);
        if (active == null) {
            activate(turn);
        } else {
            waiting = turn;
        }
    }

    /// Codex has taken up the message that it was given last.
    void taken(String turnId) {
        asked.add(turnId);
        var running = active;
        var next = waiting;
        if (next != null && running != null && turnId.equals(running.turnId)) {
            // Folded into a turn of Codex's own: what follows answers the user.
            waiting = null;
            sink.closeQuery();
            end(QueryOutcome.COMPLETED, null, null);
            next.turnId = turnId;
            activate(next);
        } else if (next == null && running != null && running.turnId == null) {
            running.turnId = turnId;
        }
    }

    /// A turn has begun.
    Turn started(String turnId) {
        var turn = active;
        if (turn != null && turn.turnId != null && !turn.turnId.equals(turnId)) {
            sink.closeQuery();
            end(QueryOutcome.INTERRUPTED, null, null);
            turn = active;
        }
        if (turn == null) {
            turn = new Turn(ids.newId(IdSource.QUERY));
            activate(turn);
            sink.say(new StreamEvent.QueryStarted(turn.queryId));
        } else if (turn.turnId == null) {
            asked.add(turnId);
        }
        turn.turnId = turnId;
        return turn;
    }

    /// Whether a turn takes up a message of a user's.
    boolean isAsked(String turnId) {
        return asked.contains(turnId);
    }

    @Nullable Turn active() {
        return active;
    }

    /// Whether a turn is the active query's.
    boolean isActive(String turnId) {
        var turn = active;
        return turn != null && (turn.turnId == null || turn.turnId.equals(turnId));
    }

    /// The active query, or else the one before.
    String lastQueryId() {
        return lastQueryId;
    }

    private void activate(Turn turn) {
        active = turn;
        lastQueryId = turn.queryId;
    }

    /// Ends the active query; the one whose message waits is then active.
    void end(QueryOutcome outcome, @Nullable String stopReason, @Nullable QueryCause cause) {
        var turn = active;
        if (turn == null) {
            return;
        }
        active = null;
        sink.say(new StreamEvent.QueryEnded(turn.queryId, outcome, stopReason, cause));
        var next = waiting;
        if (next != null) {
            waiting = null;
            activate(next);
        }
    }

    /// Says something of the active query; nothing when there is none.
    void metadata(Metadata news) {
        var turn = active;
        if (turn != null) {
            turn.metadata = turn.metadata.updatedBy(news);
            sink.say(new StreamEvent.MetadataUpdate(StreamEvent.MAIN, turn.metadata));
        }
    }
}
