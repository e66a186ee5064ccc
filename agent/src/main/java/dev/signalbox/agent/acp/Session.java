package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.acp.AcpPreset.Quirk;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/// The agent's own session: the handshake before it, how it is made or taken up again, and what is
/// asked of it.
final class Session {
    private static final long VERSION = 1;
    private static final long AUTH_REQUIRED = -32000;

    private final AcpPreset preset;
    private final AgentSpec spec;
    private final AgentPort port;
    private final JsonRpc rpc;
    private final Memory memory;

    private JsonNode capabilities = ProtocolJson.object();
    private JsonNode authMethods = ProtocolJson.object();
    private boolean isAuthTried;
    private @Nullable String id;
    private @Nullable Instant madeAt;
    private Offers offers = Offers.NONE;

    /// What became of [#open].
    interface Outcome {
        /// History comes, which is none of the session's news.
        void loading();

        /// @param isLoaded history may go on to come
        /// @param isForgotten the agent has lost what was said before
        void open(boolean isLoaded, boolean isForgotten);

        void refused(JsonRpc.Refusal refusal);
    }

    Session(AcpPreset preset, AgentSpec spec, AgentPort port, JsonRpc rpc, Memory memory) {
        this.preset = preset;
        this.spec = spec;
        this.port = port;
        this.rpc = rpc;
        this.memory = memory;
    }

    boolean isOpen() {
        return id != null;
    }

    /// Whether an update is about this session; one that names none is.
    boolean isMine(JsonNode params) {
        return id == null || NativeJson.string(params, "sessionId", id).equals(id);
    }

    void initialize(Runnable then) {
        var params = ProtocolJson.object().put("protocolVersion", VERSION);
        var ours = params.putObject("clientCapabilities");
        ours.putObject("fs").put("readTextFile", false).put("writeTextFile", false);
        ours.put("terminal", false);
        params.putObject("clientInfo")
                .put("name", "signalbox")
                .put("title", "Signalbox")
                .put("version", "1");
        rpc.request(
                "initialize",
                params,
                result -> initialized(result, then),
                refusal ->
                        port.fail(
                                ErrorCode.AGENT_FAILED,
                                preset.displayName()
                                        + " refused the handshake: "
                                        + refusal.message()));
    }

    private void initialized(JsonNode result, Runnable then) {
        long version = NativeJson.number(result, "protocolVersion");
        if (version != VERSION) {
            port.fail(
                    ErrorCode.AGENT_FAILED,
                    preset.displayName()
                            + " speaks version "
                            + version
                            + " of ACP, not "
                            + VERSION);
            return;
        }
        capabilities = result.path("agentCapabilities");
        authMethods = result.path("authMethods");
        var agent = NativeJson.string(result.path("agentInfo"), "version");
        if (agent != null) {
            port.agentVersion(agent);
        }
        then.run();
    }

    /// Takes the session up that the agent worked in before, or makes one.
    void open(Outcome outcome) {
        var known = memory.sessionId();
        if (known == null) {
            make(outcome, false);
        } else if (capabilities.path("sessionCapabilities").has("resume")) {
            takeUp("session/resume", known, outcome);
        } else if (canLoad()) {
            load(known, outcome);
        } else {
            make(outcome, true);
        }
    }

    private boolean canLoad() {
        boolean isSpoilt =
                preset.has(Quirk.SPOILS_YOUNG_SESSIONS) && memory.isOfThisMinute(port.now());
        return NativeJson.isTrue(capabilities, "loadSession") && !isSpoilt;
    }

    private void load(String known, Outcome outcome) {
        outcome.loading();
        takeUp("session/load", known, outcome);
    }

    private void takeUp(String method, String known, Outcome outcome) {
        rpc.request(
                method,
                place().put("sessionId", known),
                result -> {
                    id = known;
                    madeAt = null;
                    offers = Offers.of(result);
                    outcome.open(method.equals("session/load"), false);
                },
                refusal -> {
                    if (method.equals("session/resume") && canLoad()) {
                        load(known, outcome);
                    } else {
                        make(outcome, true);
                    }
                });
    }

    private void make(Outcome outcome, boolean isForgotten) {
        var params = place();
        var append = AgentOptions.string(spec.options(), "systemPromptAppend");
        if (append != null && preset.has(Quirk.INSTRUCTIONS_IN_META)) {
            params.putObject("_meta").putObject("systemPrompt").put("append", append);
        }
        rpc.request(
                "session/new",
                params,
                result -> {
                    id = NativeJson.string(result, "sessionId", "");
                    madeAt = port.now();
                    offers = Offers.of(result);
                    outcome.open(false, isForgotten);
                },
                refusal -> {
                    var method = authMethod();
                    if (refusal.code() == AUTH_REQUIRED && !isAuthTried && method != null) {
                        authenticate(method, () -> make(outcome, isForgotten), outcome);
                    } else {
                        outcome.refused(refusal);
                    }
                });
    }

    private ObjectNode place() {
        var params = ProtocolJson.object().put("cwd", spec.workspace().toString());
        params.set("mcpServers", McpServers.of(spec.options().path("mcpServers")));
        return params;
    }

    private void authenticate(String method, Runnable then, Outcome outcome) {
        isAuthTried = true;
        rpc.request(
                "authenticate",
                ProtocolJson.object().put("methodId", method),
                _ -> then.run(),
                outcome::refused);
    }

    /// A way to sign in that asks nobody: all others would open a browser or wait for a terminal.
    private @Nullable String authMethod() {
        for (var method : authMethods) {
            var name = NativeJson.string(method, "id", "");
            var plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
            if (plain.contains("api-key") || plain.contains("apikey")) {
                return name;
            }
        }
        return null;
    }

    /// Asks for a mode and a model, where the agent offers them and has others, and then goes on.
    ///
    /// @param model null for the agent's own choice
    void settle(String permissionMode, @Nullable String model, Runnable then) {
        var mode = preset.modes().get(permissionMode);
        if (mode != null && !offers.hasMode(mode)) {
            // Claude offers no mode that asks nothing to root; then it asks, and is answered here.
            mode = preset.modes().get("ask");
        }
        change(offers.mode(mode), () -> change(offers.model(model), then));
    }

    private void change(Offers.@Nullable Change change, Runnable then) {
        if (change == null) {
            then.run();
            return;
        }
        rpc.request(
                change.method(),
                change.params().put("sessionId", id),
                _ -> {
                    change.done().run();
                    then.run();
                },
                refusal -> {
                    Logs.warn(
                            port,
                            preset.displayName()
                                    + " refused "
                                    + change.method()
                                    + ": "
                                    + refusal.message());
                    then.run();
                });
    }

    /// Gives the agent a message.
    void prompt(
            MessageContent prompt, Consumer<JsonNode> result, Consumer<JsonRpc.Refusal> refusal) {
        var params = ProtocolJson.object().put("sessionId", id);
        var parts = new PromptParts(capabilities.path("promptCapabilities"));
        params.set("prompt", parts.of(prompt));
        rpc.request("session/prompt", params, result, refusal);
    }

    void cancel() {
        rpc.notify("session/cancel", ProtocolJson.object().put("sessionId", id));
    }

    /// The agent works in the session: from here on it can be taken up again.
    void used() {
        if (id != null && madeAt != null) {
            memory.used(id, madeAt);
            madeAt = null;
        }
    }
}
