package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A thing that is said or done in a conversation.
///
/// Every block has an `id`, unique in its session, and says when it began (`timestamp`; the runner
/// fills it in where an agent does not). `incomplete` says why a completed block is not whole.
/// Fields that this build does not know are kept in `others`.
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = ConversationBlock.Unknown.class)
@JsonPropertyOrder({"type", "id", "timestamp"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ConversationBlock {
    /// The wire name.
    @JsonProperty("type")
    default String type() {
        return WireNames.of(getClass());
    }

    String id();

    @Nullable Instant timestamp();

    @Nullable Incomplete incomplete();

    /// What the user said. Made by the server from the client's message.
    @JsonTypeName("user_message")
    record UserMessage(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            MessageContent content,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public UserMessage {
            Require.field(id, "id");
            Require.field(content, "content");
            others = Require.othersButType(others);
        }

        public UserMessage(String id, Instant timestamp, MessageContent content) {
            this(id, timestamp, null, content, Map.of());
        }
    }

    /// What the agent says to the user.
    @JsonTypeName("assistant_text")
    record AssistantText(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            String content,
            @Nullable String model,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public AssistantText {
            Require.field(id, "id");
            Require.field(content, "content");
            others = Require.othersButType(others);
        }

        public AssistantText(String id, String content) {
            this(id, null, null, content, null, Map.of());
        }
    }

    /// What the agent says to itself.
    @JsonTypeName("thinking")
    record Thinking(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            String content,
            @Nullable String summary,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public Thinking {
            Require.field(id, "id");
            Require.field(content, "content");
            others = Require.othersButType(others);
        }

        public Thinking(String id, String content) {
            this(id, null, null, content, null, Map.of());
        }
    }

    /// A tool that the agent calls.
    ///
    /// @param toolUseId names the call; its [ToolResult] has the same
    /// @param kind `read` `edit` `delete` `move` `search` `execute` `think` `fetch` `other`
    @JsonTypeName("tool_use")
    record ToolUse(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            String toolName,
            String toolUseId,
            JsonNode input,
            ToolStatus status,
            @Nullable String displayName,
            @Nullable String description,
            @Nullable String kind,
            @Nullable List<Location> locations,
            @Nullable List<Change> changes,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public ToolUse {
            Require.field(id, "id");
            Require.field(toolName, "toolName");
            Require.field(toolUseId, "toolUseId");
            Require.field(input, "input");
            Require.field(status, "status");
            locations = Require.optionalList(locations);
            changes = Require.optionalList(changes);
            others = Require.othersButType(others);
        }

        public ToolUse(
                String id, String toolName, String toolUseId, JsonNode input, ToolStatus status) {
            this(
                    id, null, null, toolName, toolUseId, input, status, null, null, null, null,
                    null, Map.of());
        }

        /// The same with another status.
        public ToolUse withStatus(ToolStatus now) {
            return with(incomplete, now, others);
        }

        /// The same, cut: it has failed, and why it is not whole is said.
        public ToolUse cut(Incomplete why) {
            return with(why, ToolStatus.ERROR, others);
        }

        /// The same with other fields beside those that are known.
        public ToolUse withOthers(Map<String, JsonNode> now) {
            return with(incomplete, status, now);
        }

        private ToolUse with(
                @Nullable Incomplete why, ToolStatus now, Map<String, JsonNode> fields) {
            return new ToolUse(
                    id,
                    timestamp,
                    why,
                    toolName,
                    toolUseId,
                    input,
                    now,
                    displayName,
                    description,
                    kind,
                    locations,
                    changes,
                    fields);
        }

        /// A place in a file that the call is about; lines count from 1.
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Location(
                String path,
                @Nullable Integer line,
                @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
            public Location {
                Require.field(path, "location.path");
                others = Require.others(others);
            }
        }

        /// A file's change: both texts, or a diff.
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Change(
                String path,
                @Nullable String oldText,
                @Nullable String newText,
                @Nullable String diff,
                @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
            public Change {
                Require.field(path, "change.path");
                others = Require.others(others);
            }
        }
    }

    /// What a tool call gave.
    ///
    /// @param output a string, content parts, or any JSON; a string while it streams
    @JsonTypeName("tool_result")
    record ToolResult(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            String toolUseId,
            JsonNode output,
            Boolean isError,
            @Nullable Long durationMs,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public ToolResult {
            Require.field(id, "id");
            Require.field(toolUseId, "toolUseId");
            Require.field(output, "output");
            Require.field(isError, "isError");
            others = Require.othersButType(others);
        }

        public ToolResult(String id, String toolUseId, JsonNode output, boolean isError) {
            this(id, null, null, toolUseId, output, isError, null, Map.of());
        }
    }

    /// What the agent means to do, step by step.
    @JsonTypeName("plan")
    record Plan(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            List<Entry> entries,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public Plan {
            Require.field(id, "id");
            entries = Require.list(entries, "entries");
            others = Require.othersButType(others);
        }

        /// One step; `status` and `priority` are the agent's own words.
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Entry(
                String content,
                String status,
                @Nullable String priority,
                @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
            public Entry {
                Require.field(content, "entry.content");
                Require.field(status, "entry.status");
                others = Require.others(others);
            }
        }
    }

    /// A helper that the agent started; its own blocks are in the conversation `subagentId`.
    @JsonTypeName("subagent")
    record Subagent(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            String subagentId,
            @Nullable String name,
            JsonNode input,
            SubagentStatus status,
            @Nullable JsonNode output,
            @Nullable Long durationMs,
            @Nullable String toolUseId,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public Subagent {
            Require.field(id, "id");
            Require.field(subagentId, "subagentId");
            Require.field(input, "input");
            Require.field(status, "status");
            others = Require.othersButType(others);
        }
    }

    /// A notice in the conversation. Never a log line, never an error: see [ErrorBlock] and the
    /// operations track.
    ///
    /// @param subtype `session_start` `session_end` `status` `hook_response` `auth_status` `notice`
    @JsonTypeName("system")
    record SystemNotice(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            String subtype,
            String message,
            @Nullable JsonNode metadata,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public SystemNotice {
            Require.field(id, "id");
            Require.field(subtype, "subtype");
            Require.field(message, "message");
            others = Require.othersButType(others);
        }

        public SystemNotice(String id, String subtype, String message) {
            this(id, null, null, subtype, message, null, Map.of());
        }
    }

    /// The agent told the user of a failure.
    @JsonTypeName("error")
    record ErrorBlock(
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            String message,
            @Nullable String code,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public ErrorBlock {
            Require.field(id, "id");
            Require.field(message, "message");
            others = Require.othersButType(others);
        }

        public ErrorBlock(String id, String message, @Nullable String code) {
            this(id, null, null, message, code, Map.of());
        }
    }

    /// A block whose type this build does not know, kept as it is.
    record Unknown(
            @JsonProperty("type") String type,
            String id,
            @Nullable Instant timestamp,
            @Nullable Incomplete incomplete,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ConversationBlock {
        public Unknown {
            Require.field(type, "block.type");
            Require.field(id, "id");
            others = Require.othersButType(others);
        }
    }
}
