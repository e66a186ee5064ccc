package dev.signalbox.agent.claude;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.Retelling;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Drives one process of Claude Code: handshake, messages, interrupts, settings, and what has to be
/// done differently the next time it is started.
final class ClaudeDriver implements AgentDriver {
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(60);
    private static final String HANDSHAKE = "initialize";

    private final AgentSpec spec;
    private final AgentPort port;
    private final ClaudeMemory memory;
    private final ClaudeTranslator translator;
    private final ObjectNode options;
    private @Nullable Cancellable handshakeLimit;
    private boolean isReady;
    private boolean isForgotten;
    private int requests;

    /// What Claude was last told, so that it is told again only when it differs.
    private @Nullable String model;

    private String permissionMode;

    ClaudeDriver(AgentSpec spec, AgentPort port) {
        this.spec = spec;
        this.port = port;
        this.options = spec.options().deepCopy();
        this.memory = new ClaudeMemory(spec.remembered(), port);
        this.translator =
                new ClaudeTranslator(
                        port::newId,
                        port::emit,
                        this::write,
                        port::cause,
                        new UsageTotals(memory.totals(), memory::totals));
        this.model = AgentOptions.string(options, "model");
        this.permissionMode = permissionMode(options);
    }

    private static String permissionMode(ObjectNode options) {
        var mode = AgentOptions.string(options, "permissionMode");
        return ClaudeLaunch.nativeMode(mode == null ? "ask" : mode);
    }

    @Override
    public AgentLaunch launch() {
        return ClaudeLaunch.of(spec, memory);
    }

    @Override
    public void started() {
        write(ClaudeInput.request(HANDSHAKE, ClaudeInput.subtype("initialize")));
        handshakeLimit =
                port.schedule(
                        HANDSHAKE_MAX,
                        () ->
                                port.fail(
                                        ErrorCode.AGENT_FAILED,
                                        "Claude Code did not answer its handshake within "
                                                + HANDSHAKE_MAX.toSeconds()
                                                + " s"));
    }

    @Override
    public void line(byte[] line) {
        ObjectNode object;
        try {
            object = ProtocolJson.readObject(line);
        } catch (ProtocolException _) {
            translator.notJson(line);
            return;
        }
        switch (NativeJson.string(object, "type", "")) {
            case "control_response" -> handshake(object.path("response"));
            case "system" -> beginning(object);
            case "result" -> {
                if (isUnknownSession(object)) {
                    forget();
                    return;
                }
            }
            default -> {}
        }
        translator.accept(object);
    }

    private void handshake(JsonNode response) {
        if (!isReady && NativeJson.string(response, "request_id", "").equals(HANDSHAKE)) {
            isReady = true;
            if (handshakeLimit != null) {
                handshakeLimit.cancel();
            }
            port.ready();
        }
    }

    /// A turn begins: from here on Claude's session is in its files.
    private void beginning(ObjectNode line) {
        if (NativeJson.string(line, "subtype", "").equals("init")) {
            memory.used();
            var version = NativeJson.string(line, "claude_code_version");
            if (version != null) {
                port.agentVersion(version);
            }
        }
    }

    private boolean isUnknownSession(ObjectNode result) {
        if (!isReady && NativeJson.isTrue(result, "is_error")) {
            for (var error : result.path("errors")) {
                if (error.isString() && error.stringValue().contains("No conversation found")) {
                    return true;
                }
            }
        }
        return false;
    }

    private void forget() {
        if (isForgotten) {
            return;
        }
        isForgotten = true;
        memory.lost();
        log("Claude Code has lost its side of the session, and begins a new one");
    }

    private void log(String message) {
        port.emit(new StreamEvent.Log(LogLevel.WARN, message, LogSource.RUNNER));
    }

    @Override
    public void startQuery(
            String queryId, MessageContent prompt, Map<String, JsonNode> forThisQuery) {
        var effective = options.deepCopy();
        forThisQuery.forEach(effective::set);
        settle(effective);
        var uuid = UUID.randomUUID().toString();
        translator.queryGiven(queryId, uuid);
        var told = memory.takeRetelling() ? Retelling.before(prompt, port, "Claude Code") : prompt;
        write(ClaudeInput.message(uuid, told));
    }

    /// Tells Claude of a model or permission mode that differs from what it has.
    private void settle(ObjectNode wanted) {
        var wantedModel = AgentOptions.string(wanted, "model");
        if (wantedModel != null && !wantedModel.equals(model)) {
            model = wantedModel;
            ask(ClaudeInput.subtype("set_model").put("model", wantedModel));
        }
        var wantedMode = permissionMode(wanted);
        if (!wantedMode.equals(permissionMode)) {
            permissionMode = wantedMode;
            ask(ClaudeInput.subtype("set_permission_mode").put("mode", wantedMode));
        }
    }

    @Override
    public void interrupt(String queryId) {
        translator.interruptAsked(queryId);
        ask(ClaudeInput.subtype("interrupt").put("cancel_queued", true));
    }

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        var reply = translator.answered(answer);
        if (reply != null) {
            write(reply);
        }
    }

    @Override
    public void setOptions(Map<String, JsonNode> changes) {
        AgentOptions.change(options, changes);
        settle(options);
        AgentOptions.sayWhatWaits(
                port, "Claude Code", changes, List.of("systemPromptAppend", "mcpServers", "env"));
    }

    @Override
    public void closing() {
        // Claude ends by itself at the end of its input, after the turn that runs.
    }

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {
        translator.agentEnded();
        if (isReady) {
            return;
        }
        // What Claude says of its command line it says on stderr, before anything else.
        var tail = port.cause(ErrorCode.AGENT_EXITED, "").stderrTail();
        if (tail == null) {
            return;
        }
        if (tail.contains("already in use")) {
            memory.used();
        } else if (tail.contains("No conversation found")) {
            forget();
        } else if (tail.contains("unknown option") && tail.contains("subagent-text")) {
            memory.withoutSubagentText();
        }
    }

    private void ask(ObjectNode request) {
        requests++;
        write(ClaudeInput.request("r" + requests, request));
    }

    private void write(ObjectNode line) {
        port.send(ProtocolJson.writeBytes(line));
    }
}
