package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// How block events change a block: the rules that runner, server and clients share. Pure.
public final class Blocks {
    private static final Set<String> NEVER_UPDATED = Set.of("id", "type");

    private Blocks() {}

    /// The field that deltas append to, or null for a block without one.
    public static @Nullable String textField(ConversationBlock block) {
        return switch (block) {
            case ConversationBlock.AssistantText _, ConversationBlock.Thinking _ -> "content";
            case ConversationBlock.ToolResult _ -> "output";
            default -> null;
        };
    }

    /// The text that deltas append to; empty for a block without one.
    public static String text(ConversationBlock block) {
        return switch (block) {
            case ConversationBlock.AssistantText text -> text.content();
            case ConversationBlock.Thinking thinking -> thinking.content();
            case ConversationBlock.ToolResult result ->
                    result.output().isString() ? result.output().stringValue() : "";
            default -> "";
        };
    }

    /// The block with another text; the same block where it has none.
    public static ConversationBlock withText(ConversationBlock block, String text) {
        return switch (block) {
            case ConversationBlock.AssistantText b ->
                    new ConversationBlock.AssistantText(
                            b.id(), b.timestamp(), b.incomplete(), text, b.model(), b.others());
            case ConversationBlock.Thinking b ->
                    new ConversationBlock.Thinking(
                            b.id(), b.timestamp(), b.incomplete(), text, b.summary(), b.others());
            case ConversationBlock.ToolResult b ->
                    new ConversationBlock.ToolResult(
                            b.id(),
                            b.timestamp(),
                            b.incomplete(),
                            b.toolUseId(),
                            ProtocolJson.text(text),
                            b.isError(),
                            b.durationMs(),
                            b.others());
            default -> block;
        };
    }

    /// The block with some fields changed; a JSON null takes a field away.
    ///
    /// @throws ProtocolException if a change is of the wrong type, or of a field that an update may
    ///   not touch
    public static ConversationBlock update(ConversationBlock block, Map<String, JsonNode> updates)
            throws ProtocolException {
        @Nullable String text = textField(block);
        for (String field : updates.keySet()) {
            if (NEVER_UPDATED.contains(field) || field.equals(text)) {
                throw ProtocolException.blockLaw("an update may not change '" + field + "'");
            }
        }
        var tree = (ObjectNode) ProtocolJson.tree(block);
        updates.forEach((field, value) -> {
            if (value.isNull()) {
                tree.remove(field);
            } else {
                tree.set(field, value);
            }
        });
        return ProtocolJson.bind(tree, ConversationBlock.class);
    }

    /// The block as it is completed by somebody else when its agent left it open: not whole, and a
    /// tool or subagent that has not ended has failed.
    public static ConversationBlock cut(ConversationBlock block, Incomplete why) {
        var changes = new LinkedHashMap<String, JsonNode>();
        changes.put("incomplete", ProtocolJson.text(why.wireName()));
        switch (block) {
            case ConversationBlock.ToolUse use when isOpen(use.status()) ->
                    changes.put("status", ProtocolJson.text(ToolStatus.ERROR.wireName()));
            case ConversationBlock.Subagent agent when isOpen(agent.status()) ->
                    changes.put("status", ProtocolJson.text(SubagentStatus.ERROR.wireName()));
            default -> {}
        }
        try {
            return update(block, changes);
        } catch (ProtocolException e) {
            throw new IllegalStateException("a block that was read can be cut", e);
        }
    }

    /// Whether a block may go on after the query that started it: a subagent at work, or a tool
    /// whose `background` is true.
    public static boolean outlivesItsQuery(ConversationBlock block) {
        return switch (block) {
            case ConversationBlock.Subagent agent -> isOpen(agent.status());
            case ConversationBlock.ToolUse use -> isBackground(use.others());
            case ConversationBlock.ToolResult result -> isBackground(result.others());
            default -> false;
        };
    }

    private static boolean isBackground(Map<String, JsonNode> others) {
        JsonNode background = others.get("background");
        return background != null && background.isBoolean() && background.booleanValue();
    }

    private static boolean isOpen(ToolStatus status) {
        return status != ToolStatus.SUCCESS && status != ToolStatus.ERROR;
    }

    private static boolean isOpen(SubagentStatus status) {
        return status != SubagentStatus.SUCCESS && status != SubagentStatus.ERROR;
    }
}
