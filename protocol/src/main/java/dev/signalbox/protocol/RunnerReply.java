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

import java.util.List;
import java.util.Map;

/// What a runner says on its socket besides spool lines. These have a `type`, spool lines have an
/// `offset`.
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = RunnerReply.Unknown.class)
@JsonPropertyOrder("type")
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RunnerReply {
    /// The protocol that this build speaks.
    int PROTOCOL = 1;

    /// The wire name.
    @JsonProperty("type")
    default String type() {
        return WireNames.of(getClass());
    }

    /// The answer to an attach that was taken.
    ///
    /// @param nextOffset the offset of the next event that will be written
    /// @param agentPid absent while no agent process runs
    /// @param pendingPermissions the requests that wait for an answer; absent from a runner that does
    ///   not say
    @JsonTypeName("hello")
    record Hello(
            Integer protocol,
            String runnerVersion,
            String agent,
            @Nullable String agentVersion,
            Long pid,
            @Nullable Long agentPid,
            Long nextOffset,
            @Nullable String activeQueryId,
            @Nullable List<String> pendingPermissions)
            implements RunnerReply {
        public Hello {
            pendingPermissions = Require.optionalList(pendingPermissions);
            Require.field(protocol, "protocol");
            Require.field(runnerVersion, "runnerVersion");
            Require.field(agent, "agent");
            Require.field(pid, "pid");
            Require.field(nextOffset, "nextOffset");
        }
    }

    /// The answer to an attach whose term is lower than one that the runner has seen.
    ///
    /// @param term the highest that it has seen
    @JsonTypeName("refused")
    record Refused(Long term) implements RunnerReply {
        public Refused {
            Require.field(term, "term");
        }
    }

    /// Another server attached; the end of the stream follows.
    @JsonTypeName("displaced")
    record Displaced() implements RunnerReply {}

    /// The answer to a ping.
    ///
    /// @param rssBytes resident memory of runner and agent together
    /// @param agentFrozen whether the agent's process was stopped by a signal; absent: no
    /// @param spoolTrouble why events do not reach the spool now; absent when they do
    /// @param runnerRssBytes resident memory of the runner alone
    /// @param spoolBytes what the spool holds on disk, in bytes
    @JsonTypeName("pong")
    record Pong(
            String id,
            Boolean agentAlive,
            Long rssBytes,
            @Nullable Boolean agentFrozen,
            @Nullable String spoolTrouble,
            @Nullable Long runnerRssBytes,
            @Nullable Long spoolBytes)
            implements RunnerReply {
        public Pong {
            Require.field(id, "id");
            Require.field(agentAlive, "agentAlive");
            Require.field(rssBytes, "rssBytes");
        }
    }

    /// A reply that this build does not know. A server logs and ignores it.
    record Unknown(
            @JsonProperty("type") String type,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements RunnerReply {
        public Unknown {
            Require.field(type, "type");
            others = Require.othersButType(others);
        }
    }
}
