package dev.signalbox.agent.codex;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.Plan;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Map;

/// The items of a turn: what is said and done in it.
final class Items {
    private final EventSink sink;
    private final IdSource ids;
    private final Turns turns;
    private final Texts texts;
    private final ToolItems tools;
    private final Subagents subagents;

    Items(
            EventSink sink,
            IdSource ids,
            Turns turns,
            Texts texts,
            ToolItems tools,
            Subagents subagents) {
        this.sink = sink;
        this.ids = ids;
        this.turns = turns;
        this.texts = texts;
        this.tools = tools;
        this.subagents = subagents;
    }

    /// An item has begun. Texts begin with their first word.
    void started(String conversationId, JsonNode params) {
        var item = params.path("item");
        if (ItemShapes.isTool(item)) {
            texts.settle(conversationId); // The model does not act on an answer that broke off.
            tools.begin(conversationId, item);
        }
    }

    /// More of an item.
    void more(String conversationId, String method, JsonNode params) {
        var itemId = NativeJson.string(params, "itemId", "");
        var delta = NativeJson.string(params, "delta", "");
        switch (method) {
            case "item/agentMessage/delta", "item/plan/delta" ->
                    texts.delta(conversationId, itemId, delta);
            case "item/reasoning/summaryTextDelta" ->
                    texts.thought(
                            conversationId,
                            itemId,
                            "summary",
                            NativeJson.number(params, "summaryIndex"),
                            delta);
            case "item/reasoning/textDelta" ->
                    texts.thought(
                            conversationId,
                            itemId,
                            "content",
                            NativeJson.number(params, "contentIndex"),
                            delta);
            case "item/fileChange/patchUpdated" -> tools.changed(itemId, params.path("changes"));
            case "item/mcpToolCall/progress" ->
                    sink.log(LogLevel.INFO, NativeJson.string(params, "message", ""), null);
            default -> tools.output(itemId, delta);
        }
    }

    /// An item, whole.
    void completed(String conversationId, JsonNode params) {
        var item = params.path("item");
        if (ItemShapes.isTool(item)) {
            tools.end(conversationId, item);
            if (ItemShapes.type(item).equals(ItemShapes.COLLAB)) {
                subagents.called(conversationId, item, turns.lastQueryId());
            }
            return;
        }
        switch (ItemShapes.type(item)) {
            case "agentMessage", "plan" -> {
                texts.text(conversationId, item);
                subagents.said(conversationId, NativeJson.string(item, "text", ""));
            }
            case "reasoning" -> texts.thought(conversationId, item);
            case "userMessage" -> user(conversationId, params);
            case "hookPrompt" -> notice(conversationId, joined(item.path("fragments")));
            case "contextCompaction" -> notice(conversationId, "The conversation was compacted.");
            case "enteredReviewMode", "exitedReviewMode" ->
                    notice(conversationId, NativeJson.string(item, "review", ""));
            case "subAgentActivity" -> sink.log(LogLevel.INFO, "a subagent is at work", item);
            default -> sink.log(LogLevel.DEBUG, "Codex made a " + ItemShapes.type(item), item);
        }
    }

    /// An echo of what the user said; or what Codex puts into the user's mouth. A subagent's prompt is
    /// in its block already.
    private void user(String conversationId, JsonNode params) {
        if (conversationId.equals(StreamEvent.MAIN)
                && !turns.isAsked(NativeJson.string(params, "turnId", ""))) {
            notice(conversationId, joined(params.path("item").path("content")));
        }
    }

    private static String joined(JsonNode parts) {
        var texts = new ArrayList<String>();
        for (var part : parts) {
            texts.add(NativeJson.string(part, "text", ""));
        }
        return String.join("\n", texts);
    }

    private void notice(String conversationId, String text) {
        if (!text.isBlank()) {
            sink.say(
                    new StreamEvent.BlockComplete(
                            conversationId,
                            new SystemNotice(ids.newId(IdSource.BLOCK), "notice", text)));
        }
    }

    /// What Codex means to do, step by step.
    void plan(String conversationId, JsonNode params) {
        var entries = new ArrayList<Plan.Entry>();
        for (var step : params.path("plan")) {
            var status = NativeJson.string(step, "status", "pending");
            entries.add(
                    new Plan.Entry(
                            NativeJson.string(step, "step", ""),
                            status.equals("inProgress") ? "in_progress" : status,
                            null,
                            Map.of()));
        }
        sink.say(
                new StreamEvent.BlockComplete(
                        conversationId,
                        new Plan(ids.newId(IdSource.BLOCK), null, null, entries, Map.of())));
    }
}
