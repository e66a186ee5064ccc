package dev.signalbox.agent.codex;

import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/// A request of Codex's: what it is about, and how it is answered.
///
/// @param files the files of a change that is asked for; empty otherwise
record Asked(Kind kind, JsonNode params, List<String> files) {
    /// What kinds of requests there are.
    enum Kind {
        COMMAND("item/commandExecution/requestApproval", ItemShapes.COMMAND),
        FILES("item/fileChange/requestApproval", ItemShapes.FILES),
        PROFILE("item/permissions/requestApproval", "request_permissions"),
        QUESTIONS("item/tool/requestUserInput", "request_user_input"),
        ELICITATION("mcpServer/elicitation/request", "elicitation");

        final String method;
        final String toolName;

        Kind(String method, String toolName) {
            this.method = method;
            this.toolName = toolName;
        }
    }

    /// The kind of a request; null for one that nobody can answer.
    static @Nullable Kind kind(String method, JsonNode params) {
        for (var kind : Kind.values()) {
            if (kind.method.equals(method)) {
                // A proof of who somebody is, which only a device can give.
                return mode(params).equals("openai/userVerification") ? null : kind;
            }
        }
        return null;
    }

    private static String mode(JsonNode params) {
        return NativeJson.string(params, "mode", "");
    }

    /// The tool that an MCP server's request is about; null when it is about none.
    private @Nullable String mcpTool() {
        var meta = params.path("_meta");
        return NativeJson.string(meta, "codex_approval_kind", "").equals("mcp_tool_call")
                ? ItemShapes.mcpName(
                        NativeJson.string(params, "serverName", ""),
                        NativeJson.string(meta, "tool_name", ""))
                : null;
    }

    String toolName() {
        var tool = kind == Kind.ELICITATION ? mcpTool() : null;
        return tool == null ? kind.toolName : tool;
    }

    JsonNode input() {
        var input = ProtocolJson.object();
        for (var field : params.properties()) {
            switch (field.getKey()) {
                case "threadId", "turnId", "itemId", "startedAtMs", "availableDecisions" -> {}
                default -> {
                    if (!field.getValue().isNull()) {
                        input.set(field.getKey(), field.getValue());
                    }
                }
            }
        }
        return input;
    }

    /// The call that it is about; null when it is not open.
    @Nullable String call(ToolItems tools, String conversationId) {
        var itemId = NativeJson.string(params, "itemId");
        if (itemId != null) {
            return tools.block(itemId) == null ? null : itemId;
        }
        var tool = mcpTool();
        return tool == null
                ? null
                : tools.find(conversationId, tool, params.path("_meta").path("tool_params"));
    }

    /// An id for a call of its own.
    String itemId(IdSource ids) {
        var itemId = NativeJson.string(params, "itemId");
        return itemId == null ? ids.newId("call") : itemId;
    }

    @Nullable String title() {
        return kind == Kind.ELICITATION
                ? NativeJson.string(params, "message")
                : NativeJson.string(params, "reason");
    }

    List<Question> questions() {
        return switch (kind) {
            case QUESTIONS -> Questions.ofTool(params);
            case ELICITATION -> Questions.ofForm(params.path("requestedSchema"));
            case COMMAND, FILES, PROFILE -> List.of();
        };
    }

    /// What an `allow_always` would cover: the very same command in the same folder, inside or outside
    /// of what confines it; changes of the same files; a tool of an MCP server.
    String rule() {
        return switch (kind) {
            case COMMAND -> commandRule();
            case FILES -> "fileChange(" + String.join(", ", files) + ")";
            case PROFILE -> "request_permissions(" + params.path("permissions") + ")";
            case QUESTIONS -> kind.toolName;
            case ELICITATION -> {
                var tool = mcpTool();
                yield tool == null ? "elicitation(" + input() + ")" : tool;
            }
        };
    }

    private String commandRule() {
        var network = params.path("networkApprovalContext");
        return "commandExecution("
                + NativeJson.string(params, "command", "")
                + ") in "
                + NativeJson.string(params, "cwd", "?")
                + (isBeyond() ? ", unconfined" : "")
                + (network.isObject() ? ", network " + network : "");
    }

    /// Whether a command asks for more than it has anyway.
    private boolean isBeyond() {
        return params.hasNonNull("reason") || params.hasNonNull("additionalPermissions");
    }

    /// The result of the request.
    ObjectNode decision(
            boolean isAllowed, Map<String, JsonNode> answers, List<Question> questions) {
        var result = ProtocolJson.object();
        switch (kind) {
            case COMMAND, FILES -> result.put("decision", isAllowed ? "accept" : "decline");
            case PROFILE -> {
                var granted = isAllowed ? params.path("permissions") : ProtocolJson.object();
                result.put("scope", "turn").set("permissions", granted);
            }
            case QUESTIONS -> result = Questions.toTool(questions, isAllowed ? answers : Map.of());
            case ELICITATION -> {
                result.put("action", isAllowed ? "accept" : "decline");
                if (isAllowed && !mode(params).equals("url")) {
                    result.set(
                            "content", Questions.toForm(params.path("requestedSchema"), answers));
                }
            }
        }
        return result;
    }
}
