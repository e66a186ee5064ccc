package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// One way to answer a permission request.
///
/// @param kind `allow_once` `allow_always` `reject_once` `reject_always` `answer`, others kept
public record PermissionOption(
        String id,
        String kind,
        String label,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public PermissionOption {
        Require.field(id, "option.id");
        Require.field(kind, "option.kind");
        Require.field(label, "option.label");
        others = Require.others(others);
    }

    public PermissionOption(String id, String kind, String label) {
        this(id, kind, label, Map.of());
    }
}
