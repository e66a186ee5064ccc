package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What happens to a message that comes while a query runs.
public enum MessageMode {
    @JsonProperty("queue")
    QUEUE("queue"),
    @JsonProperty("reject")
    REJECT("reject"),
    @JsonProperty("interrupt")
    INTERRUPT("interrupt");

    private final String wireName;

    MessageMode(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
