package dev.signalbox.agent.codex;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.Retelling;
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

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Drives one process of `codex app-server`: messages, interrupts, settings, and what is left running.
final class CodexDriver implements AgentDriver, CodexPeer {
    private final AgentSpec spec;
    private final AgentPort port;
    private final CodexMemory memory;
    private final JsonRpc rpc;
    private final CodexTranslator translator;
    private final CodexStart start;
    private final LeftCommands leftCommands;
    private final ObjectNode options;
    private String threadId = "";

    /// What Codex was last told, so that it is told again only when it differs.
    private String permissionMode;

    private @Nullable String model;
    private @Nullable String effort;

    /// What Codex takes by itself, for when an option is taken away.
    private @Nullable String ownModel;

    private String ownEffort = "medium";

    /// What was said before, for the first message of a thread that does not know it.
    private boolean isForgotten;

    CodexDriver(AgentSpec spec, AgentPort port) {
        this.spec = spec;
        this.port = port;
        this.options = spec.options().deepCopy();
        this.memory = new CodexMemory(spec.remembered(), port);
        this.rpc = new JsonRpc(line -> port.send(ProtocolJson.writeBytes(line)));
        var usage = new TokenUsage(memory::totals);
        this.translator = new CodexTranslator(port::newId, port::emit, this, port::cause, usage);
        this.start = new CodexStart(spec, port, rpc, memory, usage, this::opened, this::forgotten);
        this.leftCommands = new LeftCommands(port, rpc);
        this.permissionMode = permissionMode(options);
    }

    private static String permissionMode(ObjectNode options) {
        var mode = AgentOptions.string(options, "permissionMode");
        return mode == null ? "ask" : mode;
    }

    @Override
    public AgentLaunch launch() {
        return CodexLaunch.of(spec);
    }

    @Override
    public void started() {
        start.begin();
    }

    /// Codex is in a thread.
    private void opened(JsonNode opened) {
        translator.opened(opened.path("thread"));
        threadId = NativeJson.string(opened.path("thread"), "id", "");
        model = AgentOptions.string(options, "model");
        ownModel = model == null ? NativeJson.string(opened, "model") : null;
        ownEffort = NativeJson.string(opened, "reasoningEffort", ownEffort);
        port.ready();
    }

    /// Codex does not know the thread that it was in.
    private void forgotten() {
        isForgotten = true;
    }

    @Override
    public void line(byte[] line) {
        try {
            var object = ProtocolJson.readObject(line);
            if (!rpc.accept(object, translator)) {
                translator.unknown(object);
            }
        } catch (ProtocolException _) {
            translator.notJson(line);
        }
    }

    @Override
    public void startQuery(
            String queryId, MessageContent prompt, Map<String, JsonNode> forThisQuery) {
        var effective = options.deepCopy();
        forThisQuery.forEach(effective::set);
        var params = ProtocolJson.object().put("threadId", threadId);
        settle(effective, params);
        translator.queryGiven(queryId);
        var told = isForgotten ? Retelling.before(prompt, port, "Codex") : prompt;
        isForgotten = false;
        params.set("input", CodexInput.message(told));
        rpc.request(
                "turn/start",
                params,
                result -> taken(NativeJson.string(result.path("turn"), "id", "")),
                refusal -> translator.refused(queryId, Failures.code(refusal), refusal.message()));
    }

    private void taken(String turnId) {
        memory.used(threadId);
        translator.taken(turnId);
    }

    /// What differs from what Codex has; it holds for the turn and those after it.
    private void settle(ObjectNode wanted, ObjectNode params) {
        var given = AgentOptions.string(wanted, "model");
        var wantedModel = given == null ? ownModel : given;
        if (wantedModel != null && !wantedModel.equals(model == null ? ownModel : model)) {
            params.put("model", wantedModel);
        }
        model = wantedModel;
        var wantedEffort = AgentOptions.string(wanted, "effort");
        if (wantedEffort == null && effort != null) {
            wantedEffort = ownEffort; // There is no way to say "as before".
        }
        if (wantedEffort != null && !wantedEffort.equals(effort)) {
            params.put("effort", wantedEffort);
            effort = wantedEffort;
        }
        var wantedMode = permissionMode(wanted);
        var mode = PermissionMode.of(wantedMode);
        if (!wantedMode.equals(permissionMode)) {
            mode.ofTurn(params);
            permissionMode = wantedMode;
        }
        translator.unasked(new UnaskedAnswers(mode.unasked(), spec.workspace()));
    }

    @Override
    public void interrupt(String queryId) {
        translator.interruptAsked(queryId);
        var turnId = translator.turnOf(queryId);
        // Without the turn's id, which comes a moment after its message, Codex takes the one that
        // runs.
        var params = ProtocolJson.object().put("threadId", threadId);
        rpc.request(
                "turn/interrupt",
                params.put("turnId", turnId == null ? "" : turnId),
                _ -> {},
                refusal -> debug("Codex did not interrupt: " + refusal.message()));
    }

    @Override
    public void stop(String subagentThreadId) {
        var params = ProtocolJson.object().put("threadId", subagentThreadId).put("turnId", "");
        rpc.request(
                "turn/interrupt",
                params,
                _ -> {},
                refusal -> debug("Codex did not stop a subagent: " + refusal.message()));
    }

    @Override
    public void steer(String ofThread, String turnId, String message) {
        var params = ProtocolJson.object().put("threadId", ofThread).put("expectedTurnId", turnId);
        params.set("input", CodexInput.message(MessageContent.of(message)));
        rpc.request(
                "turn/steer",
                params,
                _ -> {},
                refusal -> debug("Codex was not told why: " + refusal.message()));
    }

    @Override
    public void leftRunning(String ofThread, Set<String> itemIds) {
        leftCommands.end(ofThread, itemIds);
    }

    @Override
    public void reply(JsonNode id, JsonNode result) {
        rpc.reply(id, result);
    }

    @Override
    public void refuse(JsonNode id, String method) {
        rpc.refuse(id, JsonRpc.METHOD_NOT_FOUND, method + " is not supported by this client");
    }

    private void debug(String message) {
        port.emit(new StreamEvent.Log(LogLevel.DEBUG, message, LogSource.RUNNER));
    }

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        translator.answered(answer);
    }

    @Override
    public void setOptions(Map<String, JsonNode> changes) {
        AgentOptions.change(options, changes);
        AgentOptions.sayWhatWaits(
                port,
                "Codex",
                changes,
                List.of("systemPromptAppend", "mcpServers", "config", "env"));
    }

    @Override
    public void closing() {
        // Codex ends by itself at the end of its input, in the middle of a turn, too.
    }

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {
        translator.agentEnded();
    }
}
