package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.Retelling;
import dev.signalbox.agent.acp.AcpPreset.Quirk;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Drives one process of an agent that speaks ACP.
final class AcpDriver implements AgentDriver, JsonRpc.Listener {
    private static final Duration HANDSHAKE_MAX = Duration.ofSeconds(60);

    /// How long nothing more has to come of a history until it is taken to be at its end.
    private static final Duration HISTORY_QUIET = Duration.ofMillis(300);

    /// As [#HISTORY_QUIET], for a turn that the agent began by itself: ACP has no word for its end.
    private static final Duration TURN_QUIET = Duration.ofSeconds(3);

    private static final Duration CANCEL_MAX = Duration.ofSeconds(5);

    private final AcpPreset preset;
    private final AgentSpec spec;
    private final AgentPort port;
    private final ObjectNode options;
    private final JsonRpc rpc;
    private final Session session;
    private final Spending spending;
    private final AcpTranslator translator;
    private final FirstWord firstWord;
    private @Nullable Cancellable handshakeLimit;
    private @Nullable Cancellable quiet;
    private Duration quietTime = HISTORY_QUIET;
    private Runnable atQuiet = () -> {};
    private boolean isReady;
    private boolean isForgotten;

    /// Whether the model is another than the process was started with.
    private boolean isModelAsked;

    /// The query whose prompt was not written yet.
    private @Nullable String unsent;

    AcpDriver(AcpPreset preset, AgentSpec spec, AgentPort port) {
        this.preset = preset;
        this.spec = spec;
        this.port = port;
        this.options = spec.options().deepCopy();
        this.rpc = new JsonRpc(line -> port.send(ProtocolJson.writeBytes(line)));
        var memory = new Memory(spec.remembered(), port);
        this.session = new Session(preset, spec, port, rpc, memory);
        this.spending = new Spending(memory.cost(), memory::cost);
        this.translator =
                new AcpTranslator(port::newId, port::emit, rpc::reply, port::cause, spending);
        this.firstWord = new FirstWord(port, options);
    }

    @Override
    public AgentLaunch launch() {
        return AcpLaunch.of(preset, spec);
    }

    @Override
    public void started() {
        handshakeLimit =
                port.schedule(
                        HANDSHAKE_MAX,
                        () ->
                                port.fail(
                                        ErrorCode.AGENT_FAILED,
                                        preset.displayName()
                                                + " did not open a session within "
                                                + HANDSHAKE_MAX.toSeconds()
                                                + " s"));
        session.initialize(() -> session.open(opening(this::ready, this::refusedAtStart)));
    }

    /// What to do when a session was opened.
    ///
    /// @param then run when it is as its options say
    private Session.Outcome opening(Runnable then, Consumer<JsonRpc.Refusal> no) {
        return new Session.Outcome() {
            @Override
            public void loading() {
                translator.historyBegins();
            }

            @Override
            public void open(boolean isLoaded, boolean hasForgotten) {
                if (!isLoaded) {
                    translator.historyEnded();
                }
                if (hasForgotten) {
                    isForgotten = true;
                    spending.sessionIsNew();
                }
                if (isLoaded) {
                    whenQuiet(HISTORY_QUIET, () -> settled(options, then));
                } else {
                    settled(options, then);
                }
            }

            @Override
            public void refused(JsonRpc.Refusal refusal) {
                translator.historyEnded();
                no.accept(refusal);
            }
        };
    }

    private void settled(ObjectNode wanted, Runnable then) {
        var mode = AgentOptions.string(wanted, "permissionMode");
        var permissionMode = mode == null ? "ask" : mode;
        translator.policy(PermissionPolicy.of(permissionMode));
        var model = AgentOptions.string(wanted, "model");
        var atStart = AgentOptions.string(spec.options(), "model");
        boolean isChanged = model != null && !model.equals(atStart);
        session.settle(permissionMode, isChanged || isModelAsked ? model : null, then);
        isModelAsked |= isChanged;
    }

    /// The session cannot be opened, which each query is told until it can.
    private void refusedAtStart(JsonRpc.Refusal refusal) {
        Logs.warn(port, preset.displayName() + " opens no session: " + refusal.message());
        ready();
    }

    private void ready() {
        if (handshakeLimit != null) {
            handshakeLimit.cancel();
        }
        if (!isReady) {
            isReady = true;
            port.ready();
        }
    }

    /// Runs a task when no update has come for a while.
    private void whenQuiet(Duration time, Runnable task) {
        if (quiet != null) {
            quiet.cancel();
        }
        atQuiet = task;
        quietTime = time;
        quiet =
                port.schedule(
                        time,
                        () -> {
                            quiet = null;
                            task.run();
                        });
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
        if (!rpc.accept(object, this)) {
            translator.unknown("something that is no message", object);
        }
    }

    @Override
    public void notified(String method, JsonNode params) {
        if (!method.equals("session/update") || !session.isMine(params)) {
            translator.unknown(method, params);
            return;
        }
        if (translator.update(params)) {
            firstWord.heard();
            session.used();
        }
        if (translator.isAgentsTurn()) {
            whenQuiet(TURN_QUIET, this::agentsTurnIsQuiet);
        } else if (quiet != null) {
            whenQuiet(quietTime, atQuiet);
        }
    }

    private void agentsTurnIsQuiet() {
        if (translator.isAgentsTurn() && translator.isBusy()) {
            whenQuiet(TURN_QUIET, this::agentsTurnIsQuiet);
        } else {
            translator.agentsTurnEnded();
        }
    }

    @Override
    public void asked(JsonNode id, String method, JsonNode params) {
        if (method.equals("session/request_permission")) {
            firstWord.heard();
            translator.permissionRequested(id, params);
        } else {
            translator.unknown(method + ", which is not supported", params);
            rpc.refuse(id, JsonRpc.METHOD_NOT_FOUND, method + " is not supported by this client");
        }
    }

    @Override
    public void strayAnswer(ObjectNode answer) {
        translator.unknown("an answer to what was not asked", answer);
    }

    @Override
    public void startQuery(
            String queryId, MessageContent prompt, Map<String, JsonNode> forThisQuery) {
        var effective = options.deepCopy();
        forThisQuery.forEach(effective::set);
        translator.queryGiven(queryId);
        unsent = queryId;
        if (session.isOpen()) {
            settled(effective, () -> prompt(queryId, prompt));
        } else {
            session.open(
                    opening(
                            () -> settled(effective, () -> prompt(queryId, prompt)),
                            refusal -> translator.refused(queryId, refusal)));
        }
    }

    private void prompt(String queryId, MessageContent prompt) {
        if (!queryId.equals(unsent)) {
            return; // It was interrupted before.
        }
        unsent = null;
        var told = isForgotten ? Retelling.before(prompt, port, preset.displayName()) : prompt;
        isForgotten = false;
        firstWord.begins(() -> silent(queryId));
        session.prompt(
                told,
                result -> {
                    firstWord.heard();
                    session.used();
                    ending(queryId, () -> translator.prompted(queryId, result));
                },
                refusal -> {
                    firstWord.heard();
                    ending(queryId, () -> translator.refused(queryId, refusal));
                });
    }

    /// Ends a query, and the process if it has left something running.
    private void ending(String queryId, Runnable end) {
        boolean isLeft = preset.has(Quirk.LEAVES_COMMANDS) && translator.hasCommand();
        end.run();
        if (isLeft && !translator.isActive(queryId)) {
            port.restart(preset.displayName() + " lets a command run on");
        }
    }

    private void silent(String queryId) {
        translator.givenUp(queryId, firstWord.cause());
        session.cancel();
        var _ =
                port.schedule(
                        CANCEL_MAX,
                        () -> {
                            if (translator.isActive(queryId)) {
                                translator.endUnanswered(queryId);
                                port.restart(preset.displayName() + " does not stop");
                            }
                        });
    }

    @Override
    public void interrupt(String queryId) {
        firstWord.heard();
        translator.interruptAsked(queryId);
        if (queryId.equals(unsent)) {
            unsent = null;
            translator.endUnanswered(queryId);
        } else {
            session.cancel();
        }
    }

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        translator.answered(answer);
    }

    @Override
    public void setOptions(Map<String, JsonNode> changes) {
        AgentOptions.change(options, changes);
        if (session.isOpen()) {
            settled(options, () -> {});
        }
        AgentOptions.sayWhatWaits(
                port,
                preset.displayName(),
                changes,
                List.of("systemPromptAppend", "mcpServers", "env", AcpAdapter.FIRST_WORD));
    }

    @Override
    public void closing() {
        // The end of its input is enough.
    }

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {
        translator.agentEnded();
    }
}
