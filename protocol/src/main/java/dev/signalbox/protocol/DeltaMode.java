package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How a subscriber wants deltas.
public enum DeltaMode {
    @JsonProperty("full")
    FULL("full"),
    @JsonProperty("coalesced")
    COALESCED("coalesced"),
    @JsonProperty("none")
    NONE("none");

    private final String wireName;

    DeltaMode(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
