package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Who started a query.
public enum QueryOrigin {
    @JsonProperty("client")
    CLIENT("client"),
    @JsonProperty("agent")
    AGENT("agent");

    private final String wireName;

    QueryOrigin(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
