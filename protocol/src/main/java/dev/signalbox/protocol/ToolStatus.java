package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Where a tool call stands: `pending` (input may grow), `waiting` (a person is asked), `running`, `success`, `error`.
public enum ToolStatus {
    @JsonProperty("pending")
    PENDING("pending"),
    @JsonProperty("waiting")
    WAITING("waiting"),
    @JsonProperty("running")
    RUNNING("running"),
    @JsonProperty("success")
    SUCCESS("success"),
    @JsonProperty("error")
    ERROR("error");

    private final String wireName;

    ToolStatus(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
