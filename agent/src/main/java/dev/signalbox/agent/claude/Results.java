package dev.signalbox.agent.claude;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Map;

/// The end of a turn: how it went and what it cost.
final class Results {
    private final EventSink sink;
    private final IdSource ids;
    private final Turns turns;
    private final Causes causes;
    private final UsageTotals totals;

    /// What the message that is being streamed uses.
    private Usage message = new Usage(0, 0, 0, 0);

    Results(EventSink sink, IdSource ids, Turns turns, Causes causes, UsageTotals totals) {
        this.sink = sink;
        this.ids = ids;
        this.turns = turns;
        this.causes = causes;
        this.totals = totals;
    }

    /// Counts a message of the main conversation while it is streamed.
    void streamed(JsonNode event) {
        var turn = turns.active();
        switch (NativeJson.string(event, "type", "")) {
            case "message_start" -> {
                var usage = event.path("message").path("usage");
                message =
                        new Usage(
                                NativeJson.number(usage, "input_tokens"),
                                0,
                                NativeJson.number(usage, "cache_read_input_tokens"),
                                NativeJson.number(usage, "cache_creation_input_tokens"));
            }
            case "message_delta" -> {
                long output = NativeJson.number(event.path("usage"), "output_tokens");
                if (turn != null && output > 0) {
                    message = message.plus(new Usage(0, output, 0, 0));
                    turn.usage = turn.usage.plus(message);
                    turns.metadata(turn, metadata(turn.usage, null, message.totalTokens(), null));
                }
            }
            default -> {}
        }
    }

    private static Metadata metadata(
            Usage usage, @Nullable Double cost, @Nullable Long used, @Nullable Long window) {
        return new Metadata(usage, cost, used, window, null, null, null, Map.of());
    }

    /// A turn has ended.
    void ended(JsonNode result) {
        var turn = turns.working();
        sink.closeQuery();
        var outcome = outcome(turn, result);
        if (outcome == QueryOutcome.COMPLETED && !turn.hasSaidSomething) {
            onlyWords(NativeJson.string(result, "result", ""));
        }
        var spent = totals.since(result, turn.usage);
        if (!spent.isNothing()) {
            turns.metadata(
                    turn,
                    metadata(
                            spent.usage(),
                            spent.costUsd(),
                            null,
                            spent.contextWindow() > 0 ? spent.contextWindow() : null));
        }
        if (outcome == QueryOutcome.FAILED) {
            var message = message(result);
            var code = Failures.code(result, message);
            sink.say(new StreamEvent.Failure(code, message));
            turns.end(outcome, null, causes.cause(code, message));
        } else {
            turns.end(outcome, outcome == QueryOutcome.COMPLETED ? stopReason(result) : null, null);
        }
    }

    private static QueryOutcome outcome(Turn turn, JsonNode result) {
        if (NativeJson.string(result, "terminal_reason", "").startsWith("aborted")) {
            return QueryOutcome.INTERRUPTED;
        }
        if (isOutOfTurns(result) || !NativeJson.isTrue(result, "is_error")) {
            return QueryOutcome.COMPLETED;
        }
        return turn.isInterruptAsked ? QueryOutcome.INTERRUPTED : QueryOutcome.FAILED;
    }

    private static boolean isOutOfTurns(JsonNode result) {
        return NativeJson.string(result, "subtype", "").equals("error_max_turns");
    }

    private static @Nullable String stopReason(JsonNode result) {
        return isOutOfTurns(result) ? "max_turns" : NativeJson.string(result, "stop_reason");
    }

    private static String message(JsonNode result) {
        var message = NativeJson.string(result, "result", "");
        if (!message.isBlank()) {
            return message;
        }
        var errors = new ArrayList<String>();
        for (var error : result.path("errors")) {
            if (error.isString()) {
                errors.add(error.stringValue());
            }
        }
        return errors.isEmpty()
                ? "Claude Code ended the turn: " + NativeJson.string(result, "subtype", "no reason")
                : String.join("; ", errors);
    }

    /// Commands of Claude's own answer in their result alone.
    private void onlyWords(String words) {
        if (!words.isBlank()) {
            sink.say(
                    new StreamEvent.BlockComplete(
                            StreamEvent.MAIN, new AssistantText(ids.newId(IdSource.BLOCK), words)));
        }
    }
}
