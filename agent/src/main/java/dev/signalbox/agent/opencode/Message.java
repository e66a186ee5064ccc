package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// A message of one of OpenCode's sessions.
///
/// @param isSummary whether it is the text that takes the place of a compacted conversation
/// @param model null for a user's
record Message(boolean isUser, boolean isSummary, @Nullable String model) {
    /// Of what is said of it in `message.updated`.
    static Message of(JsonNode info) {
        boolean isUser = NativeJson.string(info, "role", "").equals("user");
        return new Message(
                isUser,
                !isUser && NativeJson.isTrue(info, "summary"),
                isUser ? null : NativeJson.string(info, "modelID"));
    }

    /// `PROVIDER/MODEL`; null when it is not said.
    static @Nullable String fullModel(JsonNode info) {
        var provider = NativeJson.string(info, "providerID");
        var model = NativeJson.string(info, "modelID");
        return provider == null || model == null ? model : provider + "/" + model;
    }
}
