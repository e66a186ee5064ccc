package dev.signalbox.agent.opencode;

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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Drives one process of OpenCode: its start, messages, interrupts, settings, and an end of our own to
/// the endless patience that it has with a model that does not answer.
final class OpenCodeDriver implements AgentDriver {
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration RETRY_WAIT_MAX = Duration.ofSeconds(60);
    private static final Duration ABORT_PAUSE = Duration.ofMillis(300);
    private static final int ABORTS_MAX = 10;
    private static final int RETRIES = 4;
    private static final int PASSWORD_BYTES = 24;
    private static final Pattern LISTENING =
            Pattern.compile("listening on (http://127\\.0\\.0\\.1:[0-9]{1,5})");

    private final AgentSpec spec;
    private final AgentPort port;
    private final OpenCodeMemory memory;
    private final OpenCodeTranslator translator;
    private final ObjectNode options;
    private final String password = password();

    /// The options with those of the query that is worked on.
    private ObjectNode effective;

    private @Nullable Cancellable startLimit;
    private @Nullable OpenCodeServer server;
    private String sessionId = "";
    private boolean isHistoryLost;
    private long queryStartedMs;

    OpenCodeDriver(AgentSpec spec, AgentPort port) {
        this.spec = spec;
        this.port = port;
        this.options = spec.options().deepCopy();
        this.effective = options;
        this.memory = new OpenCodeMemory(spec.remembered(), port);
        this.translator = new OpenCodeTranslator(port::newId, port::emit, new World());
    }

    private static String password() {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// What the translator needs of the world.
    private final class World implements Outside {
        @Override
        public PermissionMode.Verdict verdict(String permission) {
            return PermissionMode.of(effective).of(permission);
        }

        @Override
        public void reply(Reply reply) {
            if (server != null) {
                server.reply(reply);
            }
        }

        @Override
        public void retrying(long attempt, long nextAt, String message) {
            var wait = Duration.ofMillis(nextAt - port.now().toEpochMilli());
            if (attempt > retriesMax() || wait.compareTo(RETRY_WAIT_MAX) > 0) {
                var code = Failures.ofMessage(message, ErrorCode.AGENT_OVERLOADED);
                var text = "the model did not answer " + attempt + " times: " + message;
                translator.giveUp(new Turn.Problem(code, text));
                abort(1);
            }
        }

        @Override
        public void later(Duration after, Runnable task) {
            var _ = port.schedule(after, task);
        }

        @Override
        public QueryCause cause(ErrorCode code, String message) {
            return port.cause(code, message);
        }
    }

    private long retriesMax() {
        var given = effective.get(OpenCodeAdapter.MAX_RETRIES);
        var whole = NativeJson.whole(given);
        return whole == null ? RETRIES : whole;
    }

    @Override
    public AgentLaunch launch() {
        return OpenCodeLaunch.of(spec, password);
    }

    @Override
    public void started() {
        startLimit =
                port.schedule(
                        START_MAX,
                        () ->
                                port.fail(
                                        ErrorCode.AGENT_FAILED,
                                        "OpenCode was not ready within "
                                                + START_MAX.toSeconds()
                                                + " s"));
    }

    @Override
    public void line(byte[] line) {
        ObjectNode event;
        try {
            event = ProtocolJson.readObject(line);
        } catch (ProtocolException _) {
            printed(line);
            return;
        }
        if (NativeJson.string(event, "type", "").equals("server.connected") && server != null) {
            server.connected();
        }
        translator.accept(event);
    }

    /// A line of the process itself.
    private void printed(byte[] line) {
        var address = LISTENING.matcher(new String(line, StandardCharsets.UTF_8));
        if (server == null && address.find()) {
            server = connect(URI.create(address.group(1)));
            server.open();
        } else {
            translator.notJson(line);
        }
    }

    private OpenCodeServer connect(URI address) {
        return new OpenCodeServer(
                port,
                memory,
                new OpenCodeClient(address, OpenCodeLaunch.USER, password),
                new OpenCodeServer.Listener() {
                    @Override
                    public void opened(String id, boolean isLost) {
                        ready(id, isLost);
                    }

                    @Override
                    public void reconnected() {
                        catchUp();
                    }
                });
    }

    private void ready(String id, boolean isLost) {
        sessionId = id;
        isHistoryLost = isLost;
        translator.sessions().main(id);
        if (startLimit != null) {
            startLimit.cancel();
        }
        if (isLost) {
            log(LogLevel.WARN, "OpenCode has lost its side of the session, and begins a new one");
        }
        if (server != null) {
            server.get("/config/providers", answer -> windows(answer.body()));
        }
        port.ready();
    }

    /// How much fits into the context of each model.
    private void windows(JsonNode answer) {
        for (var provider : answer.path("providers")) {
            var name = NativeJson.string(provider, "id", "") + "/";
            for (var model : provider.path("models").properties()) {
                long tokens = NativeJson.number(model.getValue().path("limit"), "context");
                if (tokens > 0) {
                    translator.usages().window(name + model.getKey(), tokens);
                }
            }
        }
    }

    private void catchUp() {
        if (server != null) {
            long since = translator.turns().active() == null ? Long.MAX_VALUE : queryStartedMs;
            new Catchup(server, sessionId, translator::accept).run(since);
        }
    }

    @Override
    public void startQuery(
            String queryId, MessageContent prompt, Map<String, JsonNode> forThisQuery) {
        var now = options.deepCopy();
        forThisQuery.forEach(now::set);
        effective = now;
        queryStartedMs = port.now().toEpochMilli();
        translator.queryGiven(queryId);
        if (server != null) {
            var told = isHistoryLost ? Retelling.before(prompt, port, "OpenCode") : prompt;
            isHistoryLost = false;
            server.prompt(Prompts.of(told, effective), answer -> taken(queryId, answer));
        }
    }

    private void taken(String queryId, OpenCodeClient.Answer answer) {
        var problem = answer.problem();
        if (problem != null) {
            var code = answer.isNotFound() ? ErrorCode.AGENT_EXITED : ErrorCode.AGENT_FAILED;
            translator.refused(queryId, new Turn.Problem(code, problem));
        }
    }

    @Override
    public void interrupt(String queryId) {
        translator.interruptAsked(queryId);
        abort(1);
    }

    /// Asks OpenCode to stop until it has: an abort that comes before the turn has begun does
    /// nothing.
    private void abort(int times) {
        var turn = translator.turns().active();
        if (turn == null || server == null || !(turn.isInterruptAsked || turn.givenUp != null)) {
            return;
        }
        if (times > ABORTS_MAX) {
            var problem = turn.givenUp;
            port.fail(
                    problem == null ? ErrorCode.AGENT_FAILED : problem.code(),
                    problem == null ? "OpenCode does not stop" : problem.message());
            return;
        }
        server.abort();
        var _ =
                port.schedule(
                        ABORT_PAUSE,
                        () -> {
                            if (translator.turns().active() == turn) {
                                abort(times + 1);
                            }
                        });
    }

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        var reply = translator.answered(answer);
        if (reply != null && server != null) {
            server.reply(reply);
        }
    }

    @Override
    public void setOptions(Map<String, JsonNode> changes) {
        AgentOptions.change(options, changes);
        AgentOptions.change(effective, changes);
        AgentOptions.sayWhatWaits(
                port, "OpenCode", changes, List.of("mcpServers", "env", OpenCodeAdapter.CONFIG));
    }

    private void log(LogLevel level, String message) {
        port.emit(new StreamEvent.Log(level, message, LogSource.RUNNER));
    }

    @Override
    public void closing() {
        // It ends with a signal, which the runner sends.
    }

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {
        translator.agentEnded();
        if (server != null) {
            server.close();
        }
    }
}
