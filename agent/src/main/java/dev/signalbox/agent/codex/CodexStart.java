package dev.signalbox.agent.codex;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The first words with Codex: handshake, sign-in, and the thread to work in.
final class CodexStart {
    private static final Duration TIME_MAX = Duration.ofSeconds(60);
    private static final Pattern VERSION = Pattern.compile("/(\\d+\\.\\d+\\.[0-9A-Za-z.-]+)");

    private final AgentSpec spec;
    private final AgentPort port;
    private final JsonRpc rpc;
    private final CodexMemory memory;
    private final TokenUsage usage;
    private final Consumer<JsonNode> opened;
    private final Runnable forgotten;
    private @Nullable Cancellable limit;

    /// @param opened takes the thread that Codex is in
    /// @param forgotten told before, when that is a new one in the place of one that was lost
    CodexStart(
            AgentSpec spec,
            AgentPort port,
            JsonRpc rpc,
            CodexMemory memory,
            TokenUsage usage,
            Consumer<JsonNode> opened,
            Runnable forgotten) {
        this.spec = spec;
        this.port = port;
        this.rpc = rpc;
        this.memory = memory;
        this.usage = usage;
        this.opened = opened;
        this.forgotten = forgotten;
    }

    void begin() {
        limit =
                port.schedule(
                        TIME_MAX,
                        () ->
                                port.fail(
                                        ErrorCode.AGENT_FAILED,
                                        "Codex was not ready within "
                                                + TIME_MAX.toSeconds()
                                                + " s"));
        var client =
                ProtocolJson.object()
                        .put("name", "signalbox")
                        .put("title", "Signalbox")
                        .put("version", "1");
        var params = ProtocolJson.object();
        params.set("clientInfo", client);
        params.set("capabilities", ProtocolJson.object().put("experimentalApi", true));
        rpc.request("initialize", params, this::initialized, this::failed);
    }

    private void failed(JsonRpc.Refusal refusal) {
        port.fail(ErrorCode.AGENT_FAILED, "Codex did not start: " + refusal.message());
    }

    private void initialized(JsonNode result) {
        var version = VERSION.matcher(NativeJson.string(result, "userAgent", ""));
        if (version.find()) {
            port.agentVersion(version.group(1));
        }
        rpc.notify("initialized", ProtocolJson.object());
        var key = CodexProgram.key(spec.environment());
        if (key == null) {
            enterThread();
            return;
        }
        // Of a key in its environment the app-server takes no notice.
        rpc.request(
                "account/login/start",
                ProtocolJson.object().put("type", "apiKey").put("apiKey", key),
                _ -> enterThread(),
                refusal -> {
                    warn("Codex did not take the key: " + refusal.message());
                    enterThread();
                });
    }

    private void enterThread() {
        var threadId = memory.threadId();
        if (threadId == null) {
            if (memory.isLost()) {
                forgotten.run();
            }
            startThread();
            return;
        }
        var params = settings().put("threadId", threadId).put("excludeTurns", true);
        usage.known(threadId, memory.totals());
        rpc.request(
                "thread/resume",
                params,
                this::entered,
                refusal -> {
                    warn("Codex does not go on with its thread: " + refusal.message());
                    memory.lost();
                    forgotten.run();
                    startThread();
                });
    }

    private void startThread() {
        rpc.request(
                "thread/start",
                settings(),
                result -> {
                    usage.fresh(NativeJson.string(result.path("thread"), "id", ""));
                    entered(result);
                },
                this::failed);
    }

    private void entered(JsonNode result) {
        if (limit != null) {
            limit.cancel();
        }
        opened.accept(result);
    }

    private ObjectNode settings() {
        var params = ProtocolJson.object().put("cwd", spec.workspace().toString());
        var mode = AgentOptions.string(spec.options(), "permissionMode");
        PermissionMode.of(mode == null ? "ask" : mode).ofThread(params);
        put(params, "model", "model");
        put(params, "systemPromptAppend", "developerInstructions");
        var servers = McpServers.config(spec.options().get("mcpServers"));
        if (servers != null) {
            params.set("config", servers);
        }
        return params;
    }

    private void put(ObjectNode params, String option, String field) {
        var value = AgentOptions.string(spec.options(), option);
        if (value != null) {
            params.put(field, value);
        }
    }

    private void warn(String message) {
        port.emit(new StreamEvent.Log(LogLevel.WARN, message, LogSource.RUNNER));
    }
}
