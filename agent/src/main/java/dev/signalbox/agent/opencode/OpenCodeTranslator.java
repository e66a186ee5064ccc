package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.function.Consumer;

/// Makes stream events of the events of `opencode serve`. Pure: events and replies go to the
/// consumers it was given, ids come from outside. One owner thread.
///
/// No event is fatal and none is lost: one that it does not know becomes a `log` of level `debug`.
final class OpenCodeTranslator {
    private final EventSink sink;
    private final Sessions sessions = new Sessions();
    private final Turns turns;
    private final Parts parts;
    private final Permissions permissions;
    private final Usages usages;
    private final Results results;
    private final Progress progress;
    private final Recent<Message> messages = new Recent<>();

    OpenCodeTranslator(IdSource ids, Consumer<StreamEvent> out, Outside outside) {
        this.sink = new EventSink(out);
        this.turns = new Turns(sink, ids);
        var calls = new ToolCalls(sink, ids);
        this.parts = new Parts(sink, ids, calls);
        this.permissions = new Permissions(sink, turns, calls, outside::verdict, outside::reply);
        this.usages = new Usages(sink, turns);
        this.results = new Results(sink, ids, turns, parts, permissions, outside::cause);
        this.progress = new Progress(sink, turns, parts, usages, results, messages, outside);
    }

    Sessions sessions() {
        return sessions;
    }

    Turns turns() {
        return turns;
    }

    Usages usages() {
        return usages;
    }

    /// A query's message is about to be given to OpenCode.
    void queryGiven(String queryId) {
        usages.begin();
        turns.given(queryId);
    }

    void interruptAsked(String queryId) {
        var turn = turns.active();
        if (turn != null && turn.queryId.equals(queryId)) {
            turn.isInterruptAsked = true;
        }
    }

    /// The active query will not come to a good end; OpenCode is being told to stop.
    void giveUp(Turn.Problem problem) {
        var turn = turns.active();
        if (turn != null && turn.givenUp == null) {
            turn.givenUp = problem;
        }
    }

    /// OpenCode has not taken the query's message.
    void refused(String queryId, Turn.Problem problem) {
        var turn = turns.active();
        if (turn != null && turn.queryId.equals(queryId)) {
            turn.givenUp = problem;
            results.ended(turn);
        }
    }

    void notice(String text) {
        parts.notice(StreamEvent.MAIN, text, null);
    }

    /// What OpenCode is told when somebody has answered; null for a request that does not wait.
    @Nullable Reply answered(RunnerCommand.AnswerPermission answer) {
        return permissions.answered(answer);
    }

    /// OpenCode's process is gone; what is open is left to whoever watches over the block law.
    void agentEnded() {
        permissions.allWithdrawn("the agent has ended");
    }

    /// The recorded output is at its end.
    ///
    /// @param isOver whether the turn that is open has come to its end without a word of it
    void recordingEnded(boolean isOver) {
        var turn = turns.active();
        if (turn != null && (isOver || turn.isIdle)) {
            results.ended(turn);
        } else if (turn != null) {
            results.lost(turn);
        }
        sink.closeAll();
    }

    /// Takes an event.
    void accept(ObjectNode line) {
        var type = NativeJson.string(line, "type", "");
        var said = line.path("properties");
        switch (type) {
            case "session.created", "session.updated" -> sessions.info(said.path("info"));
            // Said again by others, or of no use to anybody.
            case "server.connected",
                    "server.heartbeat",
                    "session.diff",
                    "session.compacted",
                    "file.edited",
                    "file.watcher.updated",
                    "plugin.added",
                    "catalog.updated",
                    "integration.updated",
                    "reference.updated",
                    "mcp.tools.changed" -> {}
            default -> ofSession(type, said, line);
        }
    }

    private void ofSession(String type, JsonNode said, ObjectNode line) {
        var sessionId = sessionId(said);
        var conversationId = sessionId == null ? null : sessions.conversationOf(sessionId);
        if (sessionId == null && type.equals("session.error")) {
            progress.outsideATurn(LogLevel.WARN, said.path("error")); // A plugin's, for example.
            return;
        }
        if (sessionId == null || conversationId == null) {
            unknown(line, sessionId == null ? "" : " of another session");
            return;
        }
        switch (type) {
            case "session.status" ->
                    progress.status(conversationId, sessionId, said.path("status"));
            case "session.idle" -> progress.idle(conversationId, sessionId);
            case "session.error" -> progress.failed(conversationId, sessionId, said.path("error"));
            case "message.updated" ->
                    progress.message(conversationId, sessionId, said.path("info"));
            case "message.part.updated" -> part(conversationId, said.path("part"));
            case "message.part.delta" -> {
                if (!parts.appended(said, messages.get(messageId(said)))) {
                    unknown(line, " of an unknown part");
                }
            }
            case "message.part.removed" -> parts.removed(NativeJson.string(said, "partID", ""));
            case "permission.asked" -> permissions.asked(said);
            case "permission.replied" ->
                    permissions.replied(
                            NativeJson.string(said, "requestID", ""),
                            NativeJson.string(said, "reply", ""));
            case "question.asked" -> permissions.questioned(said);
            case "question.replied", "question.rejected" ->
                    permissions.replied(
                            NativeJson.string(said, "requestID", ""),
                            type.substring("question.".length()));
            case "todo.updated" -> parts.todos(conversationId, said.path("todos"));
            default -> unknown(line, "");
        }
    }

    private static @Nullable String sessionId(JsonNode said) {
        for (var place : new JsonNode[] {said, said.path("info"), said.path("part")}) {
            var id = NativeJson.string(place, "sessionID");
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    private static String messageId(JsonNode said) {
        return NativeJson.string(said, "messageID", "");
    }

    /// Takes a line that is no event.
    void notJson(byte[] line) {
        sink.notJson(LogLevel.INFO, line);
    }

    private void unknown(ObjectNode line, String more) {
        var type = NativeJson.string(line, "type", "something without a type");
        sink.log(LogLevel.DEBUG, "OpenCode said " + type + more, line);
    }

    private void part(String conversationId, JsonNode part) {
        var turn = turns.active();
        boolean isCut =
                turn != null && (turn.isAborted || turn.isInterruptAsked || turn.givenUp != null);
        parts.updated(conversationId, part, messages.get(messageId(part)), isCut);
    }

    /// A part as `opencode run` prints it: whole, and without news of its message.
    void printed(String sessionId, JsonNode part) {
        var turn = progress.working(sessionId);
        turn.problem = null;
        var reason = NativeJson.string(part, "reason");
        if (reason != null) {
            turn.finish = reason;
            usages.said(StreamEvent.MAIN, NativeJson.string(part, "id", ""), part, null);
        }
        parts.updated(StreamEvent.MAIN, part, null, false);
    }

    /// A failure as `opencode run` prints it.
    void printedFailure(String sessionId, JsonNode error) {
        Progress.problem(progress.working(sessionId), error);
    }
}
