package dev.signalbox.agent.opencode;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;

import java.time.Duration;

/// What OpenCode says of how it gets on: that it works, waits, has failed, is idle, and the messages
/// that come of it. From this follows when a query begins and ends.
final class Progress {
    /// OpenCode says twice that it is idle when a turn was cut: before and after the last news of
    /// what was cut. How long the second time is waited for.
    private static final Duration SECOND_IDLE_WAIT = Duration.ofSeconds(1);

    private final EventSink sink;
    private final Turns turns;
    private final Parts parts;
    private final Usages usages;
    private final Results results;
    private final Recent<Message> messages;
    private final Outside outside;

    /// @param messages takes what is said of each message
    Progress(
            EventSink sink,
            Turns turns,
            Parts parts,
            Usages usages,
            Results results,
            Recent<Message> messages,
            Outside outside) {
        this.sink = sink;
        this.turns = turns;
        this.parts = parts;
        this.usages = usages;
        this.results = results;
        this.messages = messages;
        this.outside = outside;
    }

    /// OpenCode works: on the active query, or on one of its own that begins now.
    Turn working(String sessionId) {
        if (turns.active() == null) {
            usages.begin();
        }
        return turns.working(sessionId);
    }

    void status(String conversationId, String sessionId, JsonNode status) {
        boolean isMain = conversationId.equals(StreamEvent.MAIN);
        switch (NativeJson.string(status, "type", "")) {
            case "busy" -> {
                if (isMain) {
                    working(sessionId).isRetrying = false;
                }
            }
            case "retry" -> {
                parts.withdraw(conversationId);
                if (isMain) {
                    working(sessionId).isRetrying = true;
                }
                var message = NativeJson.string(status, "message", "no reason was given");
                long attempt = NativeJson.number(status, "attempt");
                sink.log(
                        LogLevel.WARN,
                        "the model did not answer (%s); it is asked again after failure %d"
                                .formatted(message, attempt),
                        status);
                outside.retrying(attempt, NativeJson.number(status, "next"), message);
            }
            default -> {} // Idle: an event of its own says so.
        }
    }

    void idle(String conversationId, String sessionId) {
        var turn = turns.in(sessionId);
        if (turn == null || !turn.canEnd() || !conversationId.equals(StreamEvent.MAIN)) {
            return;
        }
        if (turn.openMessages.isEmpty() || turn.isIdle) {
            results.ended(turn);
            return;
        }
        turn.isIdle = true;
        outside.later(
                SECOND_IDLE_WAIT,
                () -> {
                    if (turns.active() == turn) {
                        results.ended(turn);
                    }
                });
    }

    void failed(String conversationId, String sessionId, JsonNode error) {
        var turn = conversationId.equals(StreamEvent.MAIN) ? turns.in(sessionId) : null;
        if (turn == null) {
            outsideATurn(LogLevel.DEBUG, error); // Said again, after the end.
            return;
        }
        turn.isTakenUp = true;
        turn.sessionId = sessionId;
        problem(turn, error);
        if (NativeJson.string(error, "name", "").equals(Failures.OVERFLOW)) {
            sink.log(LogLevel.WARN, Failures.of(error).message(), error);
        }
    }

    void outsideATurn(LogLevel level, JsonNode error) {
        sink.log(level, "OpenCode said outside a turn: " + Failures.of(error).message(), error);
    }

    static void problem(Turn turn, JsonNode error) {
        if (NativeJson.string(error, "name", "").equals(Failures.ABORTED)) {
            turn.isAborted = true;
        } else {
            turn.problem = Failures.of(error);
        }
    }

    void message(String conversationId, String sessionId, JsonNode info) {
        var messageId = NativeJson.string(info, "id", "");
        boolean isNew = !messages.has(messageId);
        var message = Message.of(info);
        messages.put(messageId, message);
        boolean isMain = conversationId.equals(StreamEvent.MAIN);
        if (message.isUser()) {
            if (isMain && isNew) {
                userMessage(sessionId);
            }
            return;
        }
        if (isMain) {
            modelMessage(sessionId, messageId, info, isNew);
        }
        usages.said(conversationId, messageId, info, Message.fullModel(info));
    }

    private void userMessage(String sessionId) {
        var turn = turns.active();
        if (turn != null && (turn.isIdle || turns.in(sessionId) == null)) {
            results.ended(turn); // Nothing more will come of it.
        }
        turn = turns.active();
        if (turn == null) {
            turn = working(sessionId);
        }
        turn.isHeard = true;
    }

    private void modelMessage(String sessionId, String messageId, JsonNode info, boolean isNew) {
        boolean isComplete = info.path("time").has("completed");
        if (isNew && !isComplete) {
            var turn = working(sessionId);
            turn.openMessages.add(messageId);
            turn.problem = null;
            turn.finish = null;
        }
        var turn = turns.in(sessionId);
        if (turn == null) {
            return;
        }
        if (isComplete) {
            turn.openMessages.remove(messageId);
        }
        var finish = NativeJson.string(info, "finish");
        if (finish != null) {
            turn.finish = finish;
        }
        if (info.path("error").isObject()) {
            problem(turn, info.path("error"));
        }
    }
}
