package dev.signalbox.testkit;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A real process that plays the agent by a script: it takes the runner's commands as JSON lines on standard input and
/// prints StreamEvents, one a line, on standard output, as any program may that is an agent of type `exec`.
///
/// The script is a file with a JSON list of steps:
///
/// | step | |
/// |---|---|
/// | `{"waitFor": "start_query"}` | waits for that command; drops others. Its fields become `$queryId`, `$prompt`, `$requestId`, … |
/// | `{"emit": {…}}` | an event; each `$name` in its strings is replaced |
/// | `{"raw": "text", "newline": true}` | a line that need not be an event |
/// | `{"stderr": "text"}` | a line on standard error |
/// | `{"sleepMs": 50}`, `{"gate": "name"}` | waits, see `open` |
/// | `{"exit": 3}`, `{"signal": "SEGV"}` | ends itself |
/// | `{"ignoreInterrupt": true}`, `{"ignoreTerm": true}`, `{"ignoreEof": true}` | from here on is deaf to an `interrupt`, to SIGTERM (for good), to the end of input |
/// | `{"spawn": "child", "seconds": 600, "holdsOutput": false}`, `{"spawn": "daemon"}` | starts a process that sleeps, the daemon detached by setsid and a double fork; a log event has `data.pid` |
/// | `{"bigLine": 33, "json": true}` | one line of over that many MiB: a log event, or letters |
/// | `{"flood": 10000, "event": {…}}` | that many events with `$i` from 0, log events without `event` |
/// | `{"malformed": 20000, "seed": 1}` | that many lines of [MalformedLines], two of them over the limit |
/// | `{"again": true}` | goes back to the first step |
/// | `{"firstStart": "name", "steps": […]}` | steps for the first start only; for agents that fail once and then work |
///
/// An `interrupt` of the running query ends it as `interrupted`; play goes on at the next `waitFor` of a `start_query`,
/// the first one if there is none after it. At the end of the script, and when it waits for a command, the end of
/// input ends the agent with code 0. A script that cannot be read ends it with 64, a broken output with 1.
public final class ScriptedAgent {
    private static final Duration POLL = Duration.ofMillis(10);

    private ScriptedAgent() {}

    /// Plays the script named by the only argument.
    public static void main(String[] args) throws IOException {
        var script = Path.of(args[0]);
        List<AgentStep> steps;
        try {
            steps = AgentStep.read(script);
        } catch (IOException | RuntimeException e) {
            System.err.println("cannot read the script " + script + ": " + e.getMessage());
            System.exit(64);
            return;
        }
        new ScriptPlayer(steps, new AgentChannel(Thread.currentThread()), script).run();
    }

    /// The command that starts this agent: the JVM of the caller with small settings, and an absolute class path.
    public static List<String> command(Path script) {
        return java(ScriptedAgent.class, script);
    }

    /// The command that runs one of this module's programs.
    static List<String> java(Class<?> program, Path script) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                classPath(),
                program.getName(),
                script.toAbsolutePath().toString());
    }

    /// Writes a script and gives the command that plays it.
    public static List<String> command(Path script, String json) throws IOException {
        Files.writeString(script, json);
        return command(script);
    }

    /// Opens a gate of the script, for good, whether or not the agent is at it.
    public static void open(Path script, String gate) throws IOException {
        Files.writeString(opened(script, gate), "");
    }

    /// Waits until the agent has come to a gate of its script.
    ///
    /// @throws TimeoutException if it does not within `timeout`
    public static void awaitReached(Path script, String gate, Duration timeout)
            throws InterruptedException, TimeoutException {
        awaitFile(reached(script, gate), timeout, "no agent came to the gate " + gate);
    }

    /// The agent's side of a gate.
    static void pass(Path script, String gate, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        Files.writeString(reached(script, gate), "");
        awaitFile(opened(script, gate), timeout, "nobody opened the gate " + gate);
    }

    private static Path opened(Path script, String gate) {
        return script.resolveSibling(gate + ".open");
    }

    private static Path reached(Path script, String gate) {
        return script.resolveSibling(gate + ".reached");
    }

    /// Two processes meet here, and a file is all they share, so one has to look again and again.
    private static void awaitFile(Path file, Duration timeout, String otherwise)
            throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(otherwise + " within " + timeout.toSeconds() + " s");
            }
            Thread.sleep(POLL);
        }
    }

    /// Only what the agent needs, wherever it was loaded from: class path, module path or a test's patched module.
    private static String classPath() {
        return Stream.of(
                        ScriptedAgent.class,
                        JsonMapper.class,
                        JsonParser.class,
                        com.fasterxml.jackson.annotation.JsonProperty.class)
                .map(ScriptedAgent::origin)
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static String origin(Class<?> type) {
        try {
            var source = type.getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI()).toAbsolutePath().toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no path for " + type, e);
        }
    }
}
