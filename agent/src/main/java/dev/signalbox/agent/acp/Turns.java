package dev.signalbox.agent.acp;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

/// Which query the agent works on.
final class Turns {
    private final EventSink sink;
    private final IdSource ids;
    private @Nullable Turn active;
    private String lastQueryId = "";
    private boolean isRecorded;

    Turns(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// Nobody gives queries, for they are not seen: whatever is said belongs to one.
    void areRecorded() {
        isRecorded = true;
    }

    /// The server's query.
    void given(String queryId) {
        activate(new Turn(queryId, false));
    }

    @Nullable Turn active() {
        return active;
    }

    /// The active query, when it is this one.
    @Nullable Turn active(String queryId) {
        var turn = active;
        return turn != null && turn.queryId.equals(queryId) ? turn : null;
    }

    /// The active query, or else the one before.
    String lastQueryId() {
        return lastQueryId;
    }

    /// The agent works: on the active query, or on one of its own that begins now.
    Turn working() {
        var turn = active;
        if (turn == null) {
            turn = new Turn(ids.newId(IdSource.QUERY), !isRecorded);
            activate(turn);
            sink.say(new StreamEvent.QueryStarted(turn.queryId));
        }
        return turn;
    }

    private void activate(Turn turn) {
        active = turn;
        lastQueryId = turn.queryId;
    }

    void end(QueryOutcome outcome, @Nullable String stopReason, @Nullable QueryCause cause) {
        var turn = active;
        if (turn != null) {
            active = null;
            sink.say(new StreamEvent.QueryEnded(turn.queryId, outcome, stopReason, cause));
        }
    }

    void metadata(Metadata news) {
        var turn = active;
        var all = turn == null ? news : turn.metadata.updatedBy(news);
        if (turn != null) {
            if (all.equals(turn.metadata)) {
                return;
            }
            turn.metadata = all;
        }
        sink.say(new StreamEvent.MetadataUpdate(StreamEvent.MAIN, all));
    }
}
