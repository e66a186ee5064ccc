package dev.signalbox.agent.acp;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The option `mcpServers`, an object of servers by name, as the list that ACP wants.
final class McpServers {
    private McpServers() {}

    static ArrayNode of(JsonNode option) {
        var list = ProtocolJson.mapperForEmbedding().createArrayNode();
        for (var server : option.properties()) {
            var settings = server.getValue();
            var made = list.addObject().put("name", server.getKey());
            var url = NativeJson.string(settings, "url");
            if (url != null) {
                made.put("type", NativeJson.string(settings, "type", "http")).put("url", url);
                made.set("headers", pairs(settings.path("headers")));
            } else {
                made.put("command", NativeJson.string(settings, "command", ""));
                var args = settings.get("args");
                made.set(
                        "args",
                        args != null && args.isArray()
                                ? args
                                : ProtocolJson.mapperForEmbedding().createArrayNode());
                made.set("env", pairs(settings.path("env")));
            }
        }
        return list;
    }

    private static ArrayNode pairs(JsonNode object) {
        var list = ProtocolJson.mapperForEmbedding().createArrayNode();
        for (var entry : object.properties()) {
            list.addObject()
                    .put("name", entry.getKey())
                    .put("value", entry.getValue().asString(""));
        }
        return list;
    }
}
