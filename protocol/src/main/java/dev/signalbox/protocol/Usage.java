package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// Tokens used.
///
/// @param inputTokens without cached ones
/// @param thinkingTokens part of `outputTokens`
/// @param totalTokens input, output and both cached
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Usage(
        Long inputTokens,
        Long outputTokens,
        @Nullable Long cacheReadTokens,
        @Nullable Long cacheWriteTokens,
        @Nullable Long thinkingTokens,
        @Nullable Long totalTokens,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Usage {
        Require.field(inputTokens, "usage.inputTokens");
        Require.field(outputTokens, "usage.outputTokens");
        others = Require.others(others);
    }

    public Usage(long inputTokens, long outputTokens, long cacheReadTokens, long cacheWriteTokens) {
        this(
                inputTokens,
                outputTokens,
                cacheReadTokens,
                cacheWriteTokens,
                null,
                inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens,
                Map.of());
    }

    /// The sum of both; a part that neither has stays absent, unknown parts are left out.
    public Usage plus(Usage more) {
        return new Usage(
                inputTokens + more.inputTokens,
                outputTokens + more.outputTokens,
                sum(cacheReadTokens, more.cacheReadTokens),
                sum(cacheWriteTokens, more.cacheWriteTokens),
                sum(thinkingTokens, more.thinkingTokens),
                sum(totalTokens, more.totalTokens),
                Map.of());
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        if (a == null) {
            return b;
        }
        return b == null ? a : Long.valueOf(a + b);
    }
}
