package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Severity of a log line, in rising order.
public enum LogLevel {
    @JsonProperty("debug")
    DEBUG("debug"),
    @JsonProperty("info")
    INFO("info"),
    @JsonProperty("warn")
    WARN("warn"),
    @JsonProperty("error")
    ERROR("error");

    private final String wireName;

    LogLevel(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
