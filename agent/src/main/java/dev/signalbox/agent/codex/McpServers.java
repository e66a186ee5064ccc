package dev.signalbox.agent.codex;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The option `mcpServers` in Codex's words. What other agents call `type` and `headers` is
/// understood, so that one set of servers serves them all.
final class McpServers {
    private McpServers() {}

    /// @throws dev.signalbox.protocol.SignalboxException `INVALID_OPTION`
    static void check(@Nullable JsonNode servers) {
        if (servers == null) {
            return;
        }
        for (var server : servers.properties()) {
            if (!server.getKey().matches("[A-Za-z0-9_-]+")) {
                throw AgentOptions.invalid(
                        "mcpServers",
                        "has a name that Codex cannot use: '"
                                + server.getKey()
                                + "' (letters, digits, _ and -)");
            }
            var type = NativeJson.string(server.getValue(), "type", "");
            if (type.equals("sse")) {
                throw AgentOptions.invalid(
                        "mcpServers",
                        "has a server of type 'sse', which Codex does not speak: '"
                                + server.getKey()
                                + "' (known: stdio, http)");
            }
        }
    }

    /// Settings of a thread; null when there are none.
    static @Nullable ObjectNode config(@Nullable JsonNode servers) {
        if (servers == null || !servers.isObject() || servers.isEmpty()) {
            return null;
        }
        var config = ProtocolJson.object();
        for (var server : servers.properties()) {
            config.set("mcp_servers." + server.getKey(), ofCodex(server.getValue()));
        }
        return config;
    }

    private static JsonNode ofCodex(JsonNode server) {
        if (!(server.deepCopy() instanceof ObjectNode copy)) {
            return server;
        }
        copy.remove("type");
        var headers = copy.remove("headers");
        if (headers != null && !copy.has("http_headers")) {
            copy.set("http_headers", headers);
        }
        return copy;
    }
}
