package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// What an agent asked of its model, whatever the dialect.
///
/// @param model the model's name as the agent wrote it
/// @param system the system prompt, empty when there is none
/// @param items what was said so far, oldest first, one for each part of a message
/// @param tools the tools on offer
/// @param stream whether the answer is wanted as server-sent events
/// @param schema the JSON schema that the answer must fit, if any
record ModelRequest(
        String model,
        String system,
        List<Item> items,
        List<OfferedTool> tools,
        boolean stream,
        @Nullable JsonNode schema) {
    enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    record Item(Role role, String text) {}

    /// @param namespace the group that the tool stands in, which its call must name too
    /// @param custom whether the tool takes free text instead of JSON
    record OfferedTool(String name, @Nullable String namespace, boolean custom) {
        static OfferedTool named(String name) {
            return new OfferedTool(name, null, false);
        }
    }

    ModelRequest {
        items = List.copyOf(items);
        tools = List.copyOf(tools);
    }

    @Nullable OfferedTool tool(String name) {
        return tools.stream().filter(t -> t.name().equals(name)).findFirst().orElse(null);
    }

    String lastToolResult() {
        return items.stream()
                .filter(item -> item.role() == Role.TOOL)
                .reduce((earlier, later) -> later)
                .map(Item::text)
                .orElse("");
    }

    /// All that was said and the system prompt, lines and quotes escaped as in JSON.
    String escapedText() {
        var said = items.stream().map(Item::text).collect(Collectors.joining("\n"));
        return Json.write(Json.array(said, system));
    }

    /// The text of a content part, of a list of them, or of anything that wraps them.
    static String textOf(JsonNode content) {
        if (content.isString()) {
            return Objects.requireNonNull(content.stringValue());
        }
        if (content.isArray()) {
            return content.valueStream()
                    .map(ModelRequest::textOf)
                    .collect(Collectors.joining("\n"));
        }
        for (var name : List.of("text", "content", "output")) {
            if (!Json.isAbsent(content.path(name))) {
                return textOf(content.path(name));
            }
        }
        return "";
    }

    /// The first that is there, or null.
    static @Nullable JsonNode firstPresent(JsonNode... nodes) {
        for (var node : nodes) {
            if (!Json.isAbsent(node)) {
                return node;
            }
        }
        return null;
    }
}
