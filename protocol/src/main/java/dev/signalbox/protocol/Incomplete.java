package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why a completed block is not whole.
public enum Incomplete {
    @JsonProperty("interrupted")
    INTERRUPTED("interrupted"),
    @JsonProperty("withdrawn")
    WITHDRAWN("withdrawn");

    private final String wireName;

    Incomplete(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
