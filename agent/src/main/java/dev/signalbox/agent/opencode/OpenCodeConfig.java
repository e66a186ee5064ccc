package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// OpenCode's configuration, made of a session's options.
///
/// OpenCode asks about everything that does something, whatever the permission mode is, and the
/// driver answers by itself what a mode allows: so a mode can change at any moment, and holds for
/// subagents, which do not inherit the rules of the session that started them.
final class OpenCodeConfig {
    /// Where OpenCode reads it; it wins over every file.
    static final String VARIABLE = "OPENCODE_CONFIG_CONTENT";

    private static final String ASK = "ask";
    private static final List<String> ASKED = List.of("edit", "bash", "webfetch", "websearch");

    private OpenCodeConfig() {}

    static ObjectNode of(AgentSpec spec) {
        var config = given(spec.environment().get(VARIABLE));
        merge(config, ours(spec));
        if (spec.options().get(OpenCodeAdapter.CONFIG) instanceof ObjectNode own) {
            merge(config, own);
        }
        return config;
    }

    private static ObjectNode given(@Nullable String content) {
        if (content == null || content.isBlank()) {
            return ProtocolJson.object();
        }
        try {
            return ProtocolJson.readObject(content);
        } catch (ProtocolException _) {
            return ProtocolJson.object(); // JSON with comments, perhaps; ours must be written.
        }
    }

    private static ObjectNode ours(AgentSpec spec) {
        var config = ProtocolJson.object();
        config.put("share", "disabled").put("autoupdate", false);
        var model = AgentOptions.string(spec.options(), "model");
        if (model != null) {
            config.put("model", model);
        }
        var permission = ProtocolJson.object();
        ASKED.forEach(name -> permission.put(name, ASK));
        var servers = ProtocolJson.object();
        if (spec.options().get("mcpServers") instanceof ObjectNode given) {
            for (var server : given.properties()) {
                servers.set(server.getKey(), server(server.getValue()));
                permission.put(toolName(server.getKey()) + "_*", ASK);
            }
            config.set("mcp", servers);
        }
        config.set("permission", permission);
        // Else one rejected call ends the turn, with all that were asked about at the same time.
        config.set("experimental", ProtocolJson.object().put("continue_loop_on_deny", true));
        return config;
    }

    /// What OpenCode makes of a server's name in the names of its tools.
    private static String toolName(String server) {
        return server.replaceAll("[^a-zA-Z0-9_-]", "_");
    }

    /// A server as OpenCode has it. Others write a command and its arguments apart.
    private static JsonNode server(JsonNode given) {
        if (!(given instanceof ObjectNode server)
                || server.path("command").isArray()
                || NativeJson.string(server, "type", "").equals("remote")) {
            return given;
        }
        var made = ProtocolJson.object();
        var url = NativeJson.string(server, "url");
        if (url != null) {
            made.put("type", "remote").put("url", url);
            copy(server, "headers", made, "headers");
        } else {
            made.put("type", "local").set("command", command(server));
            copy(server, "env", made, "environment");
            copy(server, "environment", made, "environment");
            copy(server, "cwd", made, "cwd");
        }
        copy(server, "timeout", made, "timeout");
        return made;
    }

    private static ArrayNode command(ObjectNode server) {
        var command = ProtocolJson.mapperForEmbedding().createArrayNode();
        command.add(NativeJson.string(server, "command", ""));
        server.path("args").forEach(command::add);
        return command;
    }

    private static void copy(ObjectNode from, String field, ObjectNode to, String as) {
        var value = from.get(field);
        if (value != null) {
            to.set(as, value);
        }
    }

    /// Adds to an object what another has; of two values the other's wins.
    private static void merge(ObjectNode into, ObjectNode more) {
        for (var field : more.properties()) {
            if (into.get(field.getKey()) instanceof ObjectNode here
                    && field.getValue() instanceof ObjectNode there) {
                merge(here, there);
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        }
    }
}
