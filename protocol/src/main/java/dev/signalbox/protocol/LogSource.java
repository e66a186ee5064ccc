package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Who wrote a log line.
public enum LogSource {
    @JsonProperty("agent")
    AGENT("agent"),
    @JsonProperty("runner")
    RUNNER("runner"),
    @JsonProperty("server")
    SERVER("server");

    private final String wireName;

    LogSource(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
