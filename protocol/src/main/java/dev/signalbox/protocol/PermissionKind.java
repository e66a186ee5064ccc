package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a person is asked for: leave to use a tool, or an answer.
public enum PermissionKind {
    @JsonProperty("permission")
    PERMISSION("permission"),
    @JsonProperty("question")
    QUESTION("question");

    private final String wireName;

    PermissionKind(String wireName) {
        this.wireName = wireName;
    }

    /// The name on the wire.
    public String wireName() {
        return wireName;
    }
}
