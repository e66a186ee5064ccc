package dev.signalbox.agent.claude;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.SlashCommands;
import dev.signalbox.protocol.ConversationBlock.ErrorBlock;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;
import java.util.function.Consumer;

/// Makes stream events of Claude Code's native lines. Pure: events and replies go to the consumers
/// it was given, ids come from outside. One owner thread.
///
/// No line is fatal and none is lost: one that it does not know becomes a `log` of level `debug`.
final class ClaudeTranslator {
    private final EventSink sink;
    private final IdSource ids;
    private final Turns turns;
    private final ToolCalls calls;
    private final Tasks tasks;
    private final Messages messages;
    private final Permissions permissions;
    private final Results results;
    private final Causes causes;
    private final Consumer<ObjectNode> toAgent;

    ClaudeTranslator(
            IdSource ids,
            Consumer<StreamEvent> out,
            Consumer<ObjectNode> toAgent,
            Causes causes,
            UsageTotals totals) {
        this.ids = ids;
        this.toAgent = toAgent;
        this.causes = causes;
        this.sink = new EventSink(out);
        this.turns = new Turns(sink, ids);
        this.calls = new ToolCalls(sink, ids);
        this.tasks = new Tasks(sink, ids, calls);
        this.messages = new Messages(sink, ids, calls);
        this.permissions = new Permissions(sink, turns, calls);
        this.results = new Results(sink, ids, turns, causes, totals);
    }

    /// A query's message was written to Claude, under this id.
    void queryGiven(String queryId, String messageUuid) {
        turns.given(queryId, messageUuid);
    }

    void interruptAsked(String queryId) {
        turns.interruptAsked(queryId);
    }

    /// What Claude is told when somebody has answered; null for a request that does not wait.
    @Nullable ObjectNode answered(RunnerCommand.AnswerPermission answer) {
        return permissions.answered(answer);
    }

    /// Claude's process is gone; what is open is left to whoever watches over the block law.
    void agentEnded() {
        permissions.allWithdrawn("the agent has ended");
    }

    /// The recorded output is at its end.
    void recordingEnded() {
        permissions.allWithdrawn("the agent has ended");
        sink.closeAll();
        while (turns.active() != null) {
            turns.end(
                    QueryOutcome.LOST,
                    null,
                    causes.cause(ErrorCode.AGENT_EXITED, "the output ended in mid-turn"));
        }
    }

    /// Takes a line that is a JSON object.
    void accept(ObjectNode line) {
        switch (NativeJson.string(line, "type", "")) {
            case "stream_event" -> streamed(line);
            case "assistant" -> assistant(line);
            case "user" -> user(line);
            case "system" -> system(line);
            case "result" -> result(line);
            case "control_request" -> controlRequest(line);
            case "control_response" -> controlResponse(line.path("response"));
            case "control_cancel_request" ->
                    permissions.withdrawn(
                            NativeJson.string(line, "request_id", ""), "Claude Code withdrew it");
            case "command_lifecycle" -> turns.lifecycle(line);
            case "keep_alive" -> {}
            default -> unknown(line);
        }
    }

    /// Takes a line that is something else.
    void notJson(byte[] line) {
        sink.notJson(LogLevel.WARN, line);
    }

    private void unknown(ObjectNode line) {
        var subtype = NativeJson.string(line, "subtype");
        sink.log(
                LogLevel.DEBUG,
                "Claude Code said "
                        + NativeJson.string(line, "type", "something without a type")
                        + (subtype == null ? "" : "/" + subtype),
                line);
    }

    private void streamed(ObjectNode line) {
        var conversationId = tasks.conversationOf(line);
        var event = line.path("event");
        if (conversationId.equals(StreamEvent.MAIN)) {
            turns.working().hasSaidSomething |= event.has("content_block");
            results.streamed(event);
        }
        messages.streamed(conversationId, event);
    }

    private void assistant(ObjectNode line) {
        var conversationId = tasks.conversationOf(line);
        var message = line.path("message");
        boolean isSynthetic = NativeJson.string(message, "model", "").equals("<synthetic>");
        for (var content : message.path("content")) {
            if (isSynthetic) {
                synthetic(conversationId, NativeJson.string(content, "text", ""), line);
            } else if (messages.whole(conversationId, content, line)
                    && conversationId.equals(StreamEvent.MAIN)) {
                turns.working().hasSaidSomething = true;
            }
        }
    }

    /// Claude Code itself speaks in the model's place.
    private void synthetic(String conversationId, String text, ObjectNode line) {
        if (text.isEmpty()) {
            return;
        }
        var id = ids.newId(IdSource.BLOCK);
        boolean isError = NativeJson.isTrue(line, "is_api_error_message") || line.has("error");
        sink.say(
                new StreamEvent.BlockComplete(
                        conversationId,
                        isError
                                ? new ErrorBlock(id, text, Failures.code(line, text).name())
                                : new SystemNotice(id, "notice", text)));
        if (conversationId.equals(StreamEvent.MAIN)) {
            turns.working().hasSaidSomething = true;
        }
    }

    private void user(ObjectNode line) {
        if (NativeJson.isTrue(line, "isReplay")) {
            return; // An echo of what the user said.
        }
        var conversationId = tasks.conversationOf(line);
        var content = line.path("message").path("content");
        if (content.isString()) {
            notice(conversationId, content.stringValue());
            return;
        }
        for (var item : content) {
            switch (NativeJson.string(item, "type", "")) {
                case "tool_result" -> toolResult(conversationId, item, line);
                case "text" -> notice(conversationId, NativeJson.string(item, "text", ""));
                default -> sink.log(LogLevel.DEBUG, "Claude Code gave itself a message", item);
            }
        }
    }

    private void toolResult(String conversationId, JsonNode item, ObjectNode line) {
        var toolUseId = NativeJson.string(item, "tool_use_id", "");
        permissions.settled(toolUseId);
        var taskId = NativeJson.string(line.path("tool_use_result"), "backgroundTaskId");
        if (taskId != null) {
            calls.background(toolUseId);
        }
        calls.result(conversationId, item, line);
        tasks.called(
                toolUseId, ToolOutput.of(item.get("content")), NativeJson.isTrue(item, "is_error"));
    }

    /// What Claude Code puts into the user's mouth. A subagent's prompt is in its block already.
    private void notice(String conversationId, String text) {
        if (!text.isBlank() && !tasks.isPromptOf(conversationId, text)) {
            sink.say(
                    new StreamEvent.BlockComplete(
                            conversationId,
                            new SystemNotice(ids.newId(IdSource.BLOCK), "notice", text)));
        }
    }

    private void system(ObjectNode line) {
        switch (NativeJson.string(line, "subtype", "")) {
            case "init" -> init(line);
            case "api_retry" -> retry(line);
            case "task_started" -> tasks.started(line);
            case "task_updated" -> tasks.updated(line);
            case "task_notification" -> tasks.ended(line);
            case "compact_boundary" -> notice(StreamEvent.MAIN, "The conversation was compacted.");
            case "permission_denied" ->
                    sink.log(LogLevel.INFO, NativeJson.string(line, "message", "denied"), null);
            case "status" -> {
                if (NativeJson.string(line, "status", "").equals("compacting")) {
                    sink.log(LogLevel.INFO, "Claude Code compacts the conversation", null);
                }
            }
            // Said again by other lines, or many a second.
            case "thinking_tokens", "task_progress", "background_tasks_changed" -> {}
            default -> unknown(line);
        }
    }

    private void init(ObjectNode line) {
        var turn = turns.working();
        var model = NativeJson.string(line, "model");
        if (model != null) {
            turns.metadata(turn, Metadata.ofModel(model));
        }
        for (var server : line.path("mcp_servers")) {
            var status = NativeJson.string(server, "status", "connected");
            if (status.equals("failed") || status.equals("needs-auth")) {
                sink.log(
                        LogLevel.WARN,
                        "MCP server " + NativeJson.string(server, "name", "") + ": " + status,
                        server);
            }
        }
    }

    private void retry(ObjectNode line) {
        messages.withdraw(tasks.conversationOf(line));
        sink.log(
                LogLevel.WARN,
                "the model did not answer (%s %s); try %d of %d follows in %d ms"
                        .formatted(
                                line.path("error_status").asString("no status"),
                                NativeJson.string(line, "error", ""),
                                NativeJson.number(line, "attempt"),
                                NativeJson.number(line, "max_retries"),
                                NativeJson.number(line, "retry_delay_ms")),
                line);
    }

    private void result(ObjectNode line) {
        if (turns.isOfAnotherTurn(line)) {
            return;
        }
        permissions.turnEnded();
        messages.forget(StreamEvent.MAIN);
        results.ended(line);
    }

    private void controlRequest(ObjectNode line) {
        var requestId = NativeJson.string(line, "request_id", "");
        var request = line.path("request");
        switch (NativeJson.string(request, "subtype", "")) {
            case "can_use_tool" -> permissions.requested(requestId, request);
            case "hook_callback" ->
                    toAgent.accept(Replies.success(requestId, ProtocolJson.object()));
            default -> {
                unknown(line);
                toAgent.accept(Replies.error(requestId, "not supported by this client"));
            }
        }
    }

    private void controlResponse(JsonNode response) {
        if (NativeJson.string(response, "subtype", "").equals("error")) {
            sink.log(
                    LogLevel.WARN,
                    "Claude Code refused a request: " + NativeJson.string(response, "error", ""),
                    response);
            return;
        }
        var commands = SlashCommands.of(response.path("response").path("commands"));
        if (commands != null) {
            sink.say(
                    new StreamEvent.MetadataUpdate(
                            StreamEvent.MAIN,
                            new Metadata(null, null, null, null, null, null, commands, Map.of())));
        }
    }
}
