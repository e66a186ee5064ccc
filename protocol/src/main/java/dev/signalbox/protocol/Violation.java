package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The ways in which a runner's line can be wrong. See `docs/protocol.md`, "Violations".
public enum Violation {
    /// Not one JSON object.
    @JsonProperty("not_json")
    NOT_JSON("not_json"),
    /// Over [ProtocolLimits#LINE_BYTES_MAX].
    @JsonProperty("too_long")
    TOO_LONG("too_long"),
    @JsonProperty("missing_field")
    MISSING_FIELD("missing_field"),
    @JsonProperty("wrong_type")
    WRONG_TYPE("wrong_type"),
    /// A block event that may not follow what came before: see [BlockLaw].
    @JsonProperty("block_law")
    BLOCK_LAW("block_law"),
    /// An offset that leaves some out, or a spool that has fewer than a server was told.
    @JsonProperty("offset")
    OFFSET("offset"),
    /// Comes where it may not: an offset that was there before, a second hello.
    @JsonProperty("out_of_place")
    OUT_OF_PLACE("out_of_place");

    private final String wireName;

    Violation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
