package dev.signalbox.agent.claude;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayDeque;
import java.util.Deque;

/// Which query Claude works on.
///
/// Neither messages nor results can be counted: Claude starts turns by itself when a background
/// task ends, and takes a message up in the middle of a turn that runs. It says so by the id of the
/// message (`command_lifecycle`).
final class Turns {
    private final EventSink sink;
    private final IdSource ids;
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private @Nullable Turn active;
    private String lastQueryId = "";

    Turns(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    /// The server's query: Claude was given its message.
    void given(String queryId, String messageUuid) {
        var turn = new Turn(queryId, messageUuid);
        if (active == null) {
            activate(turn);
        } else {
            waiting.add(turn);
        }
    }

    @Nullable Turn active() {
        return active;
    }

    /// The active query, or else the one before.
    String lastQueryId() {
        return lastQueryId;
    }

    /// Claude works: on the active query, or on one of its own that begins now.
    Turn working() {
        var turn = active;
        if (turn == null) {
            turn = new Turn(ids.newId(IdSource.QUERY), null);
            activate(turn);
            sink.say(new StreamEvent.QueryStarted(turn.queryId));
        }
        return turn;
    }

    private void activate(Turn turn) {
        active = turn;
        lastQueryId = turn.queryId;
    }

    void interruptAsked(String queryId) {
        var turn = active;
        if (turn != null && turn.queryId.equals(queryId)) {
            turn.isInterruptAsked = true;
        }
    }

    void lifecycle(JsonNode line) {
        var uuid = NativeJson.string(line, "command_uuid", "");
        switch (NativeJson.string(line, "state", "")) {
            case "started" -> takenUp(uuid);
            case "cancelled", "canceled", "discarded" -> {
                var turn = active;
                if (turn != null && !turn.isTakenUp && uuid.equals(turn.messageUuid)) {
                    end(QueryOutcome.INTERRUPTED, null, null);
                }
            }
            default -> {}
        }
    }

    private void takenUp(String uuid) {
        var turn = active;
        if (turn != null && uuid.equals(turn.messageUuid)) {
            turn.isTakenUp = true;
            return;
        }
        var next = waiting.peek();
        if (next != null && uuid.equals(next.messageUuid)) {
            // Folded into a turn of Claude's own: what follows answers the user.
            next.isTakenUp = true;
            if (turn != null) {
                sink.closeQuery();
                end(QueryOutcome.COMPLETED, null, null);
            }
        }
    }

    /// Whether a result is of a turn that Claude started while the active query's message was
    /// still on its way.
    boolean isOfAnotherTurn(JsonNode result) {
        var turn = active;
        return turn != null
                && turn.messageUuid != null
                && !turn.isTakenUp
                && NativeJson.string(result.path("origin"), "kind", "").equals("task-notification");
    }

    /// Ends the active query; the next message that was given is then active.
    void end(QueryOutcome outcome, @Nullable String stopReason, @Nullable QueryCause cause) {
        var turn = active;
        if (turn == null) {
            return;
        }
        active = null;
        sink.say(new StreamEvent.QueryEnded(turn.queryId, outcome, stopReason, cause));
        var next = waiting.poll();
        if (next != null) {
            activate(next);
        }
    }

    void metadata(Turn turn, Metadata news) {
        turn.metadata = turn.metadata.updatedBy(news);
        sink.say(new StreamEvent.MetadataUpdate(StreamEvent.MAIN, turn.metadata));
    }
}
