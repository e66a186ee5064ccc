package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.util.List;

/// A request that the model stub has answered, or is about to.
///
/// @param n the request's number since the last reset, from 0
/// @param dialect `anthropic`, `responses`, `chat` or `gemini`
/// @param model the model's name as the agent wrote it
/// @param scenario what was played; `(json)` and `(side)` for requests that belong to no
///   conversation
/// @param turn which turn of it, from 0
/// @param tools the names of the tools on offer
/// @param body the request's body
public record RecordedRequest(
        int n,
        String dialect,
        String model,
        String scenario,
        int turn,
        List<String> tools,
        JsonNode body) {
    public RecordedRequest {
        tools = List.copyOf(tools);
    }
}
