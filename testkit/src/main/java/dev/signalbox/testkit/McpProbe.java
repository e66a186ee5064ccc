package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// An MCP server on standard input and output with one tool, `echo`, which says what it was told. For agents that are
/// to show that they can use such a server.
///
/// Source of the protocol: https://modelcontextprotocol.io/specification/2025-06-18
public final class McpProbe {
    private static final String PROTOCOL = "2025-06-18";

    private McpProbe() {}

    /// The command that runs it, from the class path of this very process.
    public static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                McpProbe.class.getName());
    }

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var message = Json.parse(line);
            if (message.has("id") && message.has("method")) {
                out.print(Json.write(answer(message)) + "\n");
                out.flush();
            }
        }
    }

    private static JsonNode answer(JsonNode message) {
        var id = message.get("id");
        return switch (message.path("method").asString("")) {
            case "initialize" -> {
                var version = message.path("params").path("protocolVersion").asString(PROTOCOL);
                yield result(
                        id,
                        Json.object(
                                "protocolVersion",
                                version,
                                "capabilities",
                                Json.object("tools", Json.object()),
                                "serverInfo",
                                Json.object("name", "probe", "version", "1")));
            }
            case "ping" -> result(id, Json.object());
            case "tools/list" -> result(id, Json.object("tools", Json.array(tool())));
            case "tools/call" -> {
                var text = message.path("params").path("arguments").path("text").asString("");
                yield result(
                        id,
                        Json.object(
                                "content",
                                Json.array(Json.object("type", "text", "text", "echo: " + text)),
                                "isError",
                                false));
            }
            default ->
                    Json.object(
                            "jsonrpc",
                            "2.0",
                            "id",
                            id,
                            "error",
                            Json.object("code", -32601, "message", "no such method"));
        };
    }

    private static JsonNode tool() {
        return Json.object(
                "name",
                "echo",
                "description",
                "Says what it is told.",
                "inputSchema",
                Json.object(
                        "type",
                        "object",
                        "properties",
                        Json.object("text", Json.object("type", "string")),
                        "required",
                        Json.array("text")));
    }

    private static JsonNode result(JsonNode id, JsonNode result) {
        return Json.object("jsonrpc", "2.0", "id", id, "result", result);
    }
}
