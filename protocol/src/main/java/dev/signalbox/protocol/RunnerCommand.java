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

import java.util.Map;

/// What a server says to a runner, and a runner to an `exec` agent: one JSON object a line.
///
/// Commands are idempotent by the id in them: a repeated one changes nothing.
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = RunnerCommand.Unknown.class)
@JsonPropertyOrder("type")
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RunnerCommand {
    /// The option that a request need not offer: go on without what was asked for.
    String REJECT = "reject_once";

    /// The wire name.
    @JsonProperty("type")
    default String type() {
        return WireNames.of(getClass());
    }

    /// The first line on a socket.
    ///
    /// @param after the last offset that the server has; events after it follow the hello
    /// @param term the number of the session's owner; lower than one seen before is refused
    @JsonTypeName("attach")
    record Attach(Long after, Long term) implements RunnerCommand {
        public Attach {
            Require.field(after, "after");
            Require.field(term, "term");
        }
    }

    /// Give the agent a message to work on.
    ///
    /// @param options options for this query only
    @JsonTypeName("start_query")
    record StartQuery(
            String queryId, MessageContent prompt, @Nullable Map<String, JsonNode> options)
            implements RunnerCommand {
        public StartQuery {
            Require.field(queryId, "queryId");
            Require.field(prompt, "prompt");
        }
    }

    @JsonTypeName("interrupt")
    record Interrupt(String queryId) implements RunnerCommand {
        public Interrupt {
            Require.field(queryId, "queryId");
        }
    }

    /// What a person answered.
    ///
    /// @param optionId one of those on offer; or [#REJECT] where none of them rejects and nobody
    ///   answered in time: then the agent goes on without an answer
    /// @param answers to a question: its id to a list of option ids, or to a text
    @JsonTypeName("answer_permission")
    record AnswerPermission(
            String requestId,
            String optionId,
            @Nullable String message,
            @Nullable Map<String, JsonNode> answers)
            implements RunnerCommand {
        public AnswerPermission {
            Require.field(requestId, "requestId");
            Require.field(optionId, "optionId");
        }
    }

    @JsonTypeName("set_options")
    record SetOptions(Map<String, JsonNode> options) implements RunnerCommand {
        public SetOptions {
            Require.field(options, "options");
        }
    }

    @JsonTypeName("ping")
    record Ping(String id) implements RunnerCommand {
        public Ping {
            Require.field(id, "id");
        }
    }

    /// The server has journaled everything up to `offset`; the runner may forget it.
    @JsonTypeName("ack")
    record Ack(Long offset) implements RunnerCommand {
        public Ack {
            Require.field(offset, "offset");
        }
    }

    /// End the agent and then the runner.
    ///
    /// @param graceMs how long the agent may take before it is killed
    @JsonTypeName("shutdown")
    record Shutdown(Long graceMs) implements RunnerCommand {
        public Shutdown {
            Require.field(graceMs, "graceMs");
        }
    }

    /// A command that this build does not know. A runner logs and ignores it.
    record Unknown(
            @JsonProperty("type") String type,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements RunnerCommand {
        public Unknown {
            Require.field(type, "type");
            others = Require.othersButType(others);
        }
    }
}
