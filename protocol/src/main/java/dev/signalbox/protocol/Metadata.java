package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// What is known about a conversation besides its blocks.
///
/// Cumulative within its query and conversation: the last one wins there, and totals are sums over
/// queries and conversations.
///
/// @param contextUsed tokens in the model's context
/// @param contextWindow tokens that fit into it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Metadata(
        @Nullable Usage usage,
        @Nullable Double costUSD,
        @Nullable Long contextUsed,
        @Nullable Long contextWindow,
        @Nullable String model,
        @Nullable String title,
        @Nullable JsonNode commands,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public static final Metadata NONE =
            new Metadata(null, null, null, null, null, null, null, Map.of());

    public Metadata {
        others = Require.others(others);
    }

    public static Metadata ofUsage(Usage usage, @Nullable Double costUSD) {
        return new Metadata(usage, costUSD, null, null, null, null, null, Map.of());
    }

    public static Metadata ofModel(String model) {
        return new Metadata(null, null, null, null, model, null, null, Map.of());
    }

    /// `later`, with what it does not say taken from here.
    public Metadata updatedBy(Metadata later) {
        var merged = new java.util.LinkedHashMap<>(others);
        merged.putAll(later.others);
        return new Metadata(
                later.usage != null ? later.usage : usage,
                later.costUSD != null ? later.costUSD : costUSD,
                later.contextUsed != null ? later.contextUsed : contextUsed,
                later.contextWindow != null ? later.contextWindow : contextWindow,
                later.model != null ? later.model : model,
                later.title != null ? later.title : title,
                later.commands != null ? later.commands : commands,
                merged);
    }
}
