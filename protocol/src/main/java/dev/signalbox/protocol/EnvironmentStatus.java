package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether the place where the agent runs is healthy. Says nothing of work in progress.
public enum EnvironmentStatus {
    @JsonProperty("inactive")
    INACTIVE("inactive"),
    @JsonProperty("starting")
    STARTING("starting"),
    @JsonProperty("ready")
    READY("ready"),
    @JsonProperty("error")
    ERROR("error"),
    @JsonProperty("terminated")
    TERMINATED("terminated");

    private final String wireName;

    EnvironmentStatus(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
