package dev.signalbox.runner;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentAvailability;
import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// An agent loop on a thread of its own, in this process, with drivers of a test's and a server that
/// is attached.
final class LoopUnderTest implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(500);

    final Inbox inbox;
    final Thread thread;
    final ServerSide server;

    /// A driver that does nothing but become ready. What its agent prints it says as a log line.
    static class Driver implements AgentDriver {
        final AgentPort port;

        Driver(AgentPort port) {
            this.port = port;
        }

        @Override
        public AgentLaunch launch() {
            return null;
        }

        @Override
        public void started() {
            port.ready();
        }

        @Override
        public void line(byte[] line) {
            log(new String(line, StandardCharsets.UTF_8));
        }

        final void log(String message) {
            port.emit(new StreamEvent.Log(LogLevel.INFO, message, LogSource.AGENT));
        }

        final void end(String queryId) {
            port.emit(new StreamEvent.QueryEnded(queryId, QueryOutcome.COMPLETED, null, null));
        }

        @Override
        public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> options) {
            end(id);
        }

        @Override
        public void interrupt(String queryId) {}

        @Override
        public void answerPermission(RunnerCommand.AnswerPermission answer) {}

        @Override
        public void setOptions(Map<String, JsonNode> options) {}

        @Override
        public void closing() {}

        @Override
        public void ended(QueryCause.Exit exit) {}
    }

    private record Adapter(Function<AgentPort, AgentDriver> drivers) implements AgentAdapter {
        @Override
        public String name() {
            return "under-test";
        }

        @Override
        public String displayName() {
            return name();
        }

        @Override
        public AgentAvailability availability(AgentSettings settings) {
            return AgentAvailability.builtIn();
        }

        @Override
        public void validate(ObjectNode options) {}

        @Override
        public Set<String> environmentPatterns() {
            return Set.of();
        }

        @Override
        public AgentDriver open(AgentSpec spec, AgentPort port) {
            return drivers.apply(port);
        }

        @Override
        public NativeConverter converter() {
            throw new UnsupportedOperationException();
        }
    }

    /// @param agentBytesMax how much of what drivers' threads and agents say may wait
    LoopUnderTest(Path dir, long agentBytesMax, Function<AgentPort, AgentDriver> drivers)
            throws Exception {
        this(dir, agentBytesMax, Duration.ZERO, drivers);
    }

    /// @param maxTurnSilence how long an agent may say nothing in a query; 0 = for ever
    LoopUnderTest(
            Path dir,
            long agentBytesMax,
            Duration maxTurnSilence,
            Function<AgentPort, AgentDriver> drivers)
            throws Exception {
        var files = new SessionFiles(dir);
        files.create();
        var settings =
                new RunnerSettings(
                        "loop-" + dir.getFileName(),
                        "under-test",
                        Files.createDirectories(dir.resolve("workspace")),
                        new byte[] {'{', '}'},
                        List.of(),
                        List.of("ticket-[0-9]+"),
                        null,
                        false,
                        null,
                        GRACE,
                        maxTurnSilence,
                        Duration.ZERO,
                        GRACE,
                        RestartLimits.DEFAULT,
                        LogFlood.DEFAULT,
                        0);
        inbox = new Inbox(agentBytesMax);
        var spool = Spool.open(files.spool());
        var socket = RunnerSocket.bind(files, inbox, spool, "under-test");
        socket.open();
        var loop =
                new AgentLoop(
                        settings,
                        files,
                        new Adapter(drivers),
                        inbox,
                        spool,
                        socket,
                        QueryBook.open(files.queries()),
                        Recovery.none(),
                        settings.redactor(),
                        InstantSource.system());
        thread = Thread.ofPlatform().name("loop-under-test").start(loop::run);
        server = new ServerSide(Path.of(Files.readString(files.socketFile()).strip()));
        server.send("attach", "after", 0, "term", 1);
    }

    /// The messages of the agent's log lines, in their order.
    List<String> said() {
        return server.events.stream()
                .filter(event -> event.path("source").asString("").equals("agent"))
                .map(event -> event.path("message").asString())
                .toList();
    }

    @Override
    public void close() throws IOException {
        try {
            var _ = inbox.post(new Message.Stop("the test ends", GRACE));
            if (!thread.join(Duration.ofSeconds(20))) {
                throw new AssertionError("the loop does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }
}
