package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

/// Which query OpenCode works on, one at a time.
final class Turns {
    private final EventSink sink;
    private final IdSource ids;
    private @Nullable Turn active;
    private String lastQueryId = "";

    Turns(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// The server's query: OpenCode is given its message.
    void given(String queryId) {
        active = new Turn(queryId);
        lastQueryId = queryId;
    }

    @Nullable Turn active() {
        return active;
    }

    /// The active query, or else the one before.
    String lastQueryId() {
        return lastQueryId;
    }

    /// The active query, when it is in this session.
    @Nullable Turn in(String sessionId) {
        var turn = active;
        return turn != null && (turn.sessionId == null || turn.sessionId.equals(sessionId))
                ? turn
                : null;
    }

    /// OpenCode works: on the active query, or on one of its own that begins now.
    Turn working(String sessionId) {
        var turn = active;
        if (turn == null) {
            turn = new Turn(ids.newId(IdSource.QUERY));
            active = turn;
            lastQueryId = turn.queryId;
            sink.say(new StreamEvent.QueryStarted(turn.queryId));
        }
        turn.sessionId = sessionId;
        turn.isTakenUp = true;
        return turn;
    }

    void over() {
        active = null;
    }

    void metadata(Turn turn, Metadata news) {
        var merged = turn.metadata.updatedBy(news);
        if (!merged.equals(turn.metadata)) {
            turn.metadata = merged;
            sink.say(new StreamEvent.MetadataUpdate(StreamEvent.MAIN, merged));
        }
    }
}
