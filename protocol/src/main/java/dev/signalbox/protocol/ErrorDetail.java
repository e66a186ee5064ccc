package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// An operational failure: what was attempted, what failed and what to do about it.
///
/// @param code an [ErrorCode]'s name, or one that this build does not know
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorDetail(
        String message,
        @Nullable String code,
        @Nullable JsonNode data,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public ErrorDetail {
        Require.field(message, "error.message");
        others = Require.others(others);
    }

    public ErrorDetail(ErrorCode code, String message) {
        this(message, code.name(), null, Map.of());
    }
}
