package dev.signalbox.app;

import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Locale;
import java.util.stream.Collectors;

/// Blocks in a few words for a terminal.
final class BlockText {
    private static final int CHARS_MAX = 400;

    private BlockText() {}

    /// One entry of a list.
    ///
    /// @param what a word of nine letters at most
    record Line(String what, String text) {}

    /// What a block whose text streams is called; null for other blocks.
    static @Nullable String streamLabel(ConversationBlock block) {
        return switch (block) {
            case ConversationBlock.AssistantText _ -> "agent";
            case ConversationBlock.Thinking _ -> "thinking";
            case ConversationBlock.ToolResult _ -> "output";
            default -> null;
        };
    }

    /// A complete block; null when there is nothing to be said of it.
    ///
    /// @param wasStreamed its text has been shown already
    static @Nullable Line of(ConversationBlock block, boolean wasStreamed) {
        var incomplete = block.incomplete();
        if (wasStreamed) {
            return incomplete == null
                    ? null
                    : new Line("", "(" + incomplete.name().toLowerCase(Locale.ROOT) + ")");
        }
        return switch (block) {
            case ConversationBlock.UserMessage user -> new Line("you", text(user.content()));
            case ConversationBlock.AssistantText text -> new Line("agent", text.content());
            case ConversationBlock.Thinking thinking -> new Line("thinking", thinking.content());
            case ConversationBlock.ToolUse tool ->
                    new Line(
                            "tool",
                            tool.toolName()
                                    + " "
                                    + cut(ProtocolJson.write(tool.input()))
                                    + " → "
                                    + lower(tool.status()));
            case ConversationBlock.ToolResult result ->
                    new Line(result.isError() ? "failed" : "output", cut(text(result.output())));
            case ConversationBlock.Plan plan ->
                    new Line(
                            "plan",
                            plan.entries().stream()
                                    .map(entry -> entry.status() + ": " + entry.content())
                                    .collect(Collectors.joining("\n")));
            case ConversationBlock.Subagent agent ->
                    new Line("subagent", agent.subagentId() + " → " + lower(agent.status()));
            case ConversationBlock.SystemNotice notice -> new Line("notice", notice.message());
            case ConversationBlock.ErrorBlock error -> new Line("error", error.message());
            case ConversationBlock.Unknown unknown -> new Line("block", unknown.type());
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String text(MessageContent content) {
        return switch (content) {
            case MessageContent.Plain(String text) -> text;
            case MessageContent.Parts(var parts) ->
                    parts.stream()
                            .map(part ->
                                    part instanceof ContentPart.Text text
                                            ? text.text()
                                            : "[" + part.type() + "]")
                            .collect(Collectors.joining("\n"));
        };
    }

    private static String text(JsonNode output) {
        return output.isString() ? output.stringValue() : ProtocolJson.write(output);
    }

    private static String cut(String text) {
        return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "…";
    }
}
