package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ToolStatus;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// One tool call, as far as the agent has told of it. Each line tells only what is new.
final class Call {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

    final String conversationId;
    final String blockId;
    final String toolUseId;
    ToolStatus status = ToolStatus.PENDING;

    /// Somebody said no to it, and the agent may leave it at that.
    boolean isRejected;

    /// The block of its output, where that comes in pieces.
    @Nullable String resultId;

    final StringBuilder streamed = new StringBuilder();
    String text = "";
    @Nullable JsonNode rawOutput;

    private final String name;
    private JsonNode input = ProtocolJson.object();
    private boolean isInputKnown;
    private @Nullable String title;
    private @Nullable String kind;
    private @Nullable List<ToolUse.Location> locations;
    private @Nullable List<ToolUse.Change> changes;

    Call(String conversationId, String blockId, JsonNode first) {
        this.conversationId = conversationId;
        this.blockId = blockId;
        this.toolUseId = NativeJson.string(first, "toolCallId", "");
        this.name = name(first);
    }

    private String name(JsonNode first) {
        var said = NativeJson.string(first, "name");
        if (said == null) {
            said = NativeJson.string(first.path("_meta").path("claudeCode"), "toolName");
        }
        int end = toolUseId.lastIndexOf("__");
        if (said == null && end > 0 && NAME.matcher(toolUseId.substring(0, end)).matches()) {
            said = toolUseId.substring(0, end); // Gemini's ids begin with it.
        }
        if (said == null) {
            var firstTitle = NativeJson.string(first, "title", "");
            said = NAME.matcher(firstTitle).matches() ? firstTitle : null;
        }
        return said == null ? NativeJson.string(first, "kind", "tool") : said;
    }

    /// Takes what a line tells of it.
    ///
    /// @param isRequest the line asks for permission, and may put the input in other words
    void learn(JsonNode line, boolean isRequest) {
        var input = line.get("rawInput");
        boolean isInput =
                input != null && !input.isNull() && !(input.isObject() && input.isEmpty());
        if (input != null && isInput && !(isRequest && isInputKnown)) {
            this.input = input;
            isInputKnown = true;
        }
        var newTitle = NativeJson.string(line, "title");
        title = newTitle == null || (isRequest && title != null) ? title : newTitle;
        kind = NativeJson.string(line, "kind", kind == null ? "other" : kind);
        var places = ToolContent.locations(line.path("locations"));
        locations = places == null ? locations : places;
        var content = line.path("content");
        var diff = ToolContent.changes(content);
        changes = diff == null ? changes : diff;
        boolean isComing = NativeJson.string(line, "status", "").equals("pending");
        if (!isInputKnown && (isRequest || !isComing)) {
            describe(content);
        }
        if (line.hasNonNull("rawOutput")) {
            rawOutput = line.get("rawOutput");
        }
    }

    /// An agent that keeps the input to itself still says what it is about to do.
    private void describe(JsonNode content) {
        var made = ProtocolJson.object();
        if (title != null && !title.equals(name)) {
            made.put(isCommand() ? "command" : "title", title);
        }
        var said = ToolContent.text(content);
        if (!said.isEmpty() && status == ToolStatus.PENDING) {
            made.put("description", said);
        }
        if (changes != null) {
            made.put("path", changes.getFirst().path());
        } else if (locations != null) {
            made.put("path", locations.getFirst().path());
        }
        if (!made.isEmpty() && input.isEmpty()) {
            input = made;
        }
    }

    boolean isCommand() {
        return "execute".equals(kind);
    }

    String name() {
        return name;
    }

    String kind() {
        return kind == null ? "other" : kind;
    }

    @Nullable String title() {
        return title;
    }

    JsonNode input() {
        return input;
    }

    /// What the call is about, in the agent's own words: a command, or files.
    String subject() {
        var command = input.get("command");
        if (command != null && command.isString()) {
            return command.stringValue();
        }
        if (locations != null) {
            return String.join(", ", locations.stream().map(ToolUse.Location::path).toList());
        }
        if (changes != null) {
            return String.join(", ", changes.stream().map(ToolUse.Change::path).toList());
        }
        return isInputKnown || title == null ? ProtocolJson.write(input) : title;
    }

    ToolUse block() {
        return new ToolUse(
                blockId,
                null,
                null,
                name,
                toolUseId,
                input,
                status,
                title,
                NativeJson.string(input, "description"),
                kind,
                locations,
                changes,
                Map.of());
    }
}
