package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where a subagent stands.
public enum SubagentStatus {
    @JsonProperty("pending")
    PENDING("pending"),
    @JsonProperty("running")
    RUNNING("running"),
    @JsonProperty("success")
    SUCCESS("success"),
    @JsonProperty("error")
    ERROR("error");

    private final String wireName;

    SubagentStatus(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
