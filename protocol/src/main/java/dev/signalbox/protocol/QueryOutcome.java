package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How a query ended.
public enum QueryOutcome {
    @JsonProperty("completed")
    COMPLETED("completed"),
    @JsonProperty("interrupted")
    INTERRUPTED("interrupted"),
    @JsonProperty("failed")
    FAILED("failed"),
    @JsonProperty("timed_out")
    TIMED_OUT("timed_out"),
    @JsonProperty("lost")
    LOST("lost"),
    @JsonProperty("cancelled")
    CANCELLED("cancelled");

    private final String wireName;

    QueryOutcome(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
