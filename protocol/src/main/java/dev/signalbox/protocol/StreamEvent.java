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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a runner may say: one JSON object a line.
///
/// Facts about the session itself are [SessionEvent]s, which only the server writes: the line
/// between the two unions is the line of trust.
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = StreamEvent.Unknown.class)
@JsonPropertyOrder("type")
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface StreamEvent {
    /// The conversation that is not a subagent's.
    String MAIN = "main";

    /// The wire name.
    @JsonProperty("type")
    default String type() {
        return WireNames.of(getClass());
    }

    /// What is said and done.
    sealed interface Conversation extends StreamEvent {
        /// [#MAIN], or the id of a subagent's conversation.
        String conversationId();
    }

    /// How the machinery is doing.
    sealed interface Execution extends StreamEvent {}

    /// The life of a query, and what the agent asks a person.
    sealed interface Query extends StreamEvent {}

    /// A block begins, perhaps incomplete.
    @JsonTypeName("block_start")
    record BlockStart(
            String conversationId,
            ConversationBlock block,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Conversation {
        public BlockStart {
            Require.field(conversationId, "conversationId");
            Require.field(block, "block");
            others = Require.othersButType(others);
        }

        public BlockStart(String conversationId, ConversationBlock block) {
            this(conversationId, block, Map.of());
        }
    }

    /// Text to append to an open block: to `content` of a text or thinking, to `output` of a tool
    /// result. An empty one is ignored.
    @JsonTypeName("text_delta")
    record TextDelta(
            String conversationId,
            String blockId,
            String delta,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Conversation {
        public TextDelta {
            Require.field(conversationId, "conversationId");
            Require.field(blockId, "blockId");
            Require.field(delta, "delta");
            others = Require.othersButType(others);
        }

        public TextDelta(String conversationId, String blockId, String delta) {
            this(conversationId, blockId, delta, Map.of());
        }
    }

    /// New values for fields of an open block, other than its `id`, `type` and text.
    @JsonTypeName("block_update")
    record BlockUpdate(
            String conversationId,
            String blockId,
            Map<String, JsonNode> updates,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Conversation {
        public BlockUpdate {
            Require.field(conversationId, "conversationId");
            Require.field(blockId, "blockId");
            updates =
                    Collections.unmodifiableMap(
                            new LinkedHashMap<>(Require.field(updates, "updates")));
            others = Require.othersButType(others);
        }

        public BlockUpdate(String conversationId, String blockId, Map<String, JsonNode> updates) {
            this(conversationId, blockId, updates, Map.of());
        }
    }

    /// The final block, whole. Nothing for it follows. It need not have been started.
    @JsonTypeName("block_complete")
    record BlockComplete(
            String conversationId,
            String blockId,
            ConversationBlock block,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Conversation {
        public BlockComplete {
            Require.field(conversationId, "conversationId");
            Require.field(blockId, "blockId");
            Require.field(block, "block");
            others = Require.othersButType(others);
        }

        public BlockComplete(String conversationId, ConversationBlock block) {
            this(conversationId, block.id(), block, Map.of());
        }
    }

    @JsonTypeName("metadata_update")
    record MetadataUpdate(
            String conversationId,
            Metadata metadata,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Conversation {
        public MetadataUpdate {
            Require.field(conversationId, "conversationId");
            Require.field(metadata, "metadata");
            others = Require.othersButType(others);
        }

        public MetadataUpdate(String conversationId, Metadata metadata) {
            this(conversationId, metadata, Map.of());
        }
    }

    /// The execution environment's state, as the runner sees it.
    @JsonTypeName("status")
    record Status(
            EnvironmentStatus status,
            @Nullable String message,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Execution {
        public Status {
            Require.field(status, "status");
            others = Require.othersButType(others);
        }

        public Status(EnvironmentStatus status, @Nullable String message) {
            this(status, message, Map.of());
        }
    }

    /// A line about the machinery; never a part of the conversation.
    ///
    /// @param level absent is `info`: see [#levelOrDefault]
    /// @param source absent is `runner`: see [#sourceOrDefault]
    @JsonTypeName("log")
    record Log(
            @Nullable LogLevel level,
            String message,
            @Nullable LogSource source,
            @Nullable JsonNode data,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Execution {
        public Log {
            Require.field(message, "message");
            others = Require.othersButType(others);
        }

        public Log(LogLevel level, String message, LogSource source) {
            this(level, message, source, null, Map.of());
        }

        public LogLevel levelOrDefault() {
            return level == null ? LogLevel.INFO : level;
        }

        public LogSource sourceOrDefault() {
            return source == null ? LogSource.RUNNER : source;
        }
    }

    /// An operational failure.
    @JsonTypeName("error")
    record Failure(
            String message,
            @Nullable String code,
            @Nullable JsonNode data,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Execution {
        public Failure {
            Require.field(message, "message");
            others = Require.othersButType(others);
        }

        public Failure(ErrorCode code, String message) {
            this(message, code.name(), null, Map.of());
        }
    }

    /// The agent began a query by itself. Those that the server starts need none.
    @JsonTypeName("query_started")
    record QueryStarted(String queryId, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Query {
        public QueryStarted {
            Require.field(queryId, "queryId");
            others = Require.othersButType(others);
        }

        public QueryStarted(String queryId) {
            this(queryId, Map.of());
        }
    }

    /// Exactly one for each query.
    ///
    /// @param stopReason `end_turn` `max_tokens` `refusal` `max_turns`, others kept
    @JsonTypeName("query_ended")
    record QueryEnded(
            String queryId,
            QueryOutcome outcome,
            @Nullable String stopReason,
            @Nullable QueryCause cause,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Query {
        public QueryEnded {
            Require.field(queryId, "queryId");
            Require.field(outcome, "outcome");
            others = Require.othersButType(others);
        }

        public QueryEnded(
                String queryId,
                QueryOutcome outcome,
                @Nullable String stopReason,
                @Nullable QueryCause cause) {
            this(queryId, outcome, stopReason, cause, Map.of());
        }
    }

    /// The agent waits for a person. The `tool_use` that it is about has started before.
    ///
    /// @param kind absent is `permission`
    /// @param rule what an `allow_always` would cover, such as `Bash(npm test:*)`: a later request with
    ///   the same rule is covered by it. Absent: only a request for the same tool with the same input is
    @JsonTypeName("permission_requested")
    record PermissionRequested(
            String requestId,
            String queryId,
            @Nullable PermissionKind kind,
            @Nullable String toolUseId,
            String toolName,
            JsonNode input,
            @Nullable String title,
            List<PermissionOption> options,
            @Nullable List<Question> questions,
            @Nullable String rule,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Query {
        /// A request of which nothing is known but itself.
        public PermissionRequested(
                String requestId,
                String queryId,
                @Nullable PermissionKind kind,
                @Nullable String toolUseId,
                String toolName,
                JsonNode input,
                @Nullable String title,
                List<PermissionOption> options,
                @Nullable List<Question> questions,
                Map<String, JsonNode> others) {
            this(
                    requestId, queryId, kind, toolUseId, toolName, input, title, options, questions,
                    null, others);
        }

        public PermissionRequested {
            Require.field(requestId, "requestId");
            Require.field(queryId, "queryId");
            Require.field(toolName, "toolName");
            Require.field(input, "input");
            options = Require.list(options, "options");
            questions = Require.optionalList(questions);
            others = Require.othersButType(others);
        }
    }

    /// The agent no longer waits for the answer.
    @JsonTypeName("permission_withdrawn")
    record PermissionWithdrawn(
            String requestId,
            String reason,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements Query {
        public PermissionWithdrawn {
            Require.field(requestId, "requestId");
            Require.field(reason, "reason");
            others = Require.othersButType(others);
        }

        public PermissionWithdrawn(String requestId, String reason) {
            this(requestId, reason, Map.of());
        }
    }

    /// An event whose type this build does not know, kept and passed on as it is.
    record Unknown(
            @JsonProperty("type") String type,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements StreamEvent {
        public Unknown {
            Require.field(type, "type");
            others = Require.othersButType(others);
        }
    }
}
