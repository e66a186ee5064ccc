package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The two tracks, never mixed: what is said and done, and how the machinery is doing.
public enum Track {
    @JsonProperty("conversation")
    CONVERSATION("conversation"),
    @JsonProperty("operations")
    OPERATIONS("operations");

    private final String wireName;

    Track(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
