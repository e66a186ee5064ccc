package dev.signalbox.agent.codex;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.LogLevel;

import tools.jackson.databind.JsonNode;

import java.util.Set;

/// What the app-server says besides the conversation, as log lines.
final class Notices {
    /// Said again by other lines, of use to Codex's own windows only, or many a second.
    private static final Set<String> NOTHING_NEW =
            Set.of(
                    "account/login/completed",
                    "account/rateLimits/updated",
                    "account/updated",
                    "app/list/updated",
                    "hook/started",
                    "item/commandExecution/terminalInteraction",
                    "item/reasoning/summaryPartAdded",
                    "remoteControl/status/changed",
                    "skills/changed",
                    "thread/compacted",
                    "thread/goal/cleared",
                    "thread/goal/updated",
                    "thread/prediction/updated",
                    "thread/queue/changed",
                    "thread/readState/changed",
                    "thread/status/changed",
                    "turn/diff/updated");

    private Notices() {}

    static void log(EventSink sink, String method, JsonNode params) {
        switch (method) {
            case "warning", "guardianWarning" ->
                    sink.log(LogLevel.WARN, NativeJson.string(params, "message", method), null);
            case "configWarning" -> summary(sink, LogLevel.WARN, params);
            case "deprecationNotice" -> summary(sink, LogLevel.INFO, params);
            case "model/rerouted" ->
                    sink.log(
                            LogLevel.WARN,
                            "Codex went on with another model: "
                                    + NativeJson.string(params, "toModel", "unknown"),
                            params);
            case "mcpServer/startupStatus/updated" -> server(sink, params);
            case "hook/completed" -> sink.log(LogLevel.INFO, "a hook has run", params.path("run"));
            default -> {
                if (!NOTHING_NEW.contains(method)) {
                    sink.log(LogLevel.DEBUG, "Codex said " + method, params);
                }
            }
        }
    }

    private static void summary(EventSink sink, LogLevel level, JsonNode params) {
        var details = NativeJson.string(params, "details", "");
        sink.log(
                level,
                NativeJson.string(params, "summary", "")
                        + (details.isEmpty() ? "" : ": " + details),
                null);
    }

    private static void server(EventSink sink, JsonNode params) {
        var status = NativeJson.string(params, "status", "");
        if (status.equals("failed") || status.equals("cancelled")) {
            sink.log(
                    LogLevel.WARN,
                    "MCP server "
                            + NativeJson.string(params, "name", "")
                            + ": "
                            + NativeJson.string(params, "error", status),
                    params);
        }
    }
}
