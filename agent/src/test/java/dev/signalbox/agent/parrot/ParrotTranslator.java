package dev.signalbox.agent.parrot;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ConversationBlock.ToolResult;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Makes stream events of a parrot's lines. Pure; one owner thread.
final class ParrotTranslator {
    private final EventSink sink;
    private final IdSource ids;
    private final Causes causes;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String query;
    private @Nullable String block;
    private @Nullable ToolUse flight;
    private @Nullable String request;

    ParrotTranslator(IdSource ids, Consumer<StreamEvent> out, Causes causes) {
        this.ids = ids;
        this.sink = new EventSink(out);
        this.causes = causes;
    }

    void queryGiven(String queryId) {
        query = queryId;
    }

    void accept(ObjectNode line) {
        if (line.has("word")) {
            word(NativeJson.string(line, "word", ""));
        } else if (line.has("may")) {
            mayI(NativeJson.string(line, "id", ""));
        } else if (line.has("flew") || line.has("stayed")) {
            flown(line.has("flew"));
        } else if (line.has("again")) {
            closeText(Incomplete.WITHDRAWN); // What it said is said anew.
        } else if (line.has("end")) {
            used(line);
            end(QueryOutcome.COMPLETED, null);
        } else if (line.has("stopped")) {
            end(QueryOutcome.INTERRUPTED, null);
        } else if (line.has("fail")) {
            end(QueryOutcome.FAILED, NativeJson.string(line, "fail"));
        } else if (!line.has("hello")) {
            sink.log(LogLevel.DEBUG, "the parrot said something unknown", line); // Never lost.
        }
    }

    /// The query that is at work; one of the parrot's own when none was given.
    private String query() {
        var now = query;
        if (now == null) {
            now = ids.newId(IdSource.QUERY);
            query = now;
            sink.say(new StreamEvent.QueryStarted(now));
        }
        return now;
    }

    private void word(String word) {
        var _ = query();
        if (block == null) {
            block = ids.newId(IdSource.BLOCK);
            sink.say(new StreamEvent.BlockStart(StreamEvent.MAIN, new AssistantText(block, "")));
        }
        text.append(word);
        sink.say(new StreamEvent.TextDelta(StreamEvent.MAIN, block, word));
    }

    private void mayI(String id) {
        var use = flight(ids.newId(IdSource.BLOCK), id, ToolStatus.WAITING);
        flight = use;
        sink.say(new StreamEvent.BlockStart(StreamEvent.MAIN, use)); // Before the request about it.
        request = id + "-" + query(); // An id is used once in a session.
        sink.say(
                new StreamEvent.PermissionRequested(
                        request,
                        query(),
                        PermissionKind.PERMISSION,
                        id,
                        "fly",
                        use.input(),
                        "Fly",
                        List.of(
                                new PermissionOption("allow_once", "allow_once", "Allow"),
                                new PermissionOption("reject_once", "reject_once", "Reject")),
                        null,
                        "fly",
                        Map.of()));
    }

    private void flown(boolean isAllowed) {
        var use = flight;
        if (use != null) {
            flight = null;
            request = null;
            var status = isAllowed ? ToolStatus.SUCCESS : ToolStatus.ERROR;
            sink.say(
                    new StreamEvent.BlockComplete(
                            StreamEvent.MAIN, flight(use.id(), use.toolUseId(), status)));
            sink.say(
                    new StreamEvent.BlockComplete(
                            StreamEvent.MAIN,
                            new ToolResult(
                                    ids.newId(IdSource.BLOCK),
                                    use.toolUseId(),
                                    ProtocolJson.text(isAllowed ? "flew" : "stayed"),
                                    !isAllowed)));
        }
    }

    private void end(QueryOutcome outcome, @Nullable String why) {
        var ended = query();
        closeText(outcome == QueryOutcome.COMPLETED ? null : Incomplete.INTERRUPTED);
        if (request != null) {
            sink.say(new StreamEvent.PermissionWithdrawn(request, "the query has ended"));
        }
        sink.closeQuery(); // What else is open is cut.
        flight = null;
        request = null;
        query = null;
        sink.say(
                new StreamEvent.QueryEnded(
                        ended,
                        outcome,
                        null,
                        why == null ? null : causes.cause(code(outcome), why)));
    }

    private static ErrorCode code(QueryOutcome outcome) {
        return outcome == QueryOutcome.LOST ? ErrorCode.AGENT_EXITED : ErrorCode.AGENT_FAILED;
    }

    private void closeText(@Nullable Incomplete incomplete) {
        if (block != null) {
            var said = new AssistantText(block, null, incomplete, text.toString(), null, Map.of());
            sink.say(new StreamEvent.BlockComplete(StreamEvent.MAIN, said));
            block = null;
            text.setLength(0);
        }
    }

    private void used(ObjectNode line) {
        var usage = new Usage(line.path("heard").asLong(0), line.path("said").asLong(0), 0, 0);
        sink.say(new StreamEvent.MetadataUpdate(StreamEvent.MAIN, Metadata.ofUsage(usage, null)));
    }

    /// The recording is at its end.
    void recordingEnded() {
        if (query != null) {
            end(QueryOutcome.LOST, "the output ended in mid-turn");
        }
    }

    private static ToolUse flight(String blockId, String id, ToolStatus status) {
        return new ToolUse(
                blockId,
                null,
                null,
                "fly",
                id,
                ProtocolJson.object(),
                status,
                "Fly",
                null,
                "other",
                null,
                null,
                Map.of());
    }
}
