package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One thing a [ScriptedAgent] does; the JSON of each is in the table there.
sealed interface AgentStep {
    record WaitFor(String commandType) implements AgentStep {}

    record Emit(JsonNode event) implements AgentStep {}

    /// @param newline false for a line that is torn off
    record Raw(String text, boolean newline) implements AgentStep {}

    record Stderr(String text) implements AgentStep {}

    record Sleep(Duration duration) implements AgentStep {}

    record Gate(String name) implements AgentStep {}

    record Exit(int code) implements AgentStep {}

    record Signal(String name) implements AgentStep {}

    record Ignore(Kind kind, boolean ignored) implements AgentStep {
        enum Kind {
            INTERRUPT,
            TERM,
            EOF
        }
    }

    /// @param daemon whether it leaves the agent's process tree and group
    /// @param holdsOutput whether it keeps the agent's standard output open
    record Spawn(boolean daemon, Duration lifetime, boolean holdsOutput) implements AgentStep {}

    /// @param json whether the line is an event; else it is one run of letters
    record BigLine(int mebibytes, boolean json) implements AgentStep {}

    /// @param event the event to repeat, with `$i` in it; null for a log event
    record Flood(int count, @Nullable JsonNode event) implements AgentStep {}

    /// @param seed of [MalformedLines]; a few of the lines are over the limit
    record Malformed(int count, long seed) implements AgentStep {}

    record Again() implements AgentStep {}

    /// Reads a script. Steps under `firstStart` are there only the first time that its name is seen; a file beside the
    /// script remembers that.
    ///
    /// @throws IllegalArgumentException if a step is not in the table
    static List<AgentStep> read(Path script) throws IOException {
        return parse(Json.parse(Files.readString(script)), script.toAbsolutePath());
    }

    private static List<AgentStep> parse(JsonNode list, Path script) {
        var steps = new ArrayList<AgentStep>();
        for (var step : list) {
            if (!step.has("firstStart")) {
                steps.add(parse(step));
            } else if (isFirst(script.resolveSibling(step.path("firstStart").asString()))) {
                steps.addAll(parse(step.path("steps"), script));
            }
        }
        return List.copyOf(steps);
    }

    private static boolean isFirst(Path marker) {
        try {
            if (Files.exists(marker)) {
                return false;
            }
            Files.createFile(marker);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AgentStep parse(JsonNode step) {
        var name = step.propertyNames().stream().findFirst().orElse("");
        var value = step.path(name);
        return switch (name) {
            case "waitFor" -> new WaitFor(value.asString());
            case "emit" -> new Emit(value);
            case "raw" -> new Raw(value.asString(), step.path("newline").asBoolean(true));
            case "stderr" -> new Stderr(value.asString());
            case "sleepMs" -> new Sleep(Duration.ofMillis(value.asLong()));
            case "gate" -> new Gate(value.asString());
            case "exit" -> new Exit(value.asInt());
            case "signal" -> new Signal(value.asString());
            case "ignoreInterrupt" -> new Ignore(Ignore.Kind.INTERRUPT, value.asBoolean());
            case "ignoreTerm" -> new Ignore(Ignore.Kind.TERM, value.asBoolean());
            case "ignoreEof" -> new Ignore(Ignore.Kind.EOF, value.asBoolean());
            case "spawn" ->
                    new Spawn(
                            value.asString().equals("daemon"),
                            Duration.ofSeconds(step.path("seconds").asLong(600)),
                            step.path("holdsOutput").asBoolean(false));
            case "bigLine" -> new BigLine(value.asInt(), step.path("json").asBoolean(true));
            case "flood" -> new Flood(value.asInt(), step.get("event"));
            case "malformed" -> new Malformed(value.asInt(), step.path("seed").asLong(1));
            case "again" -> new Again();
            default -> throw new IllegalArgumentException("not a step: " + Json.write(step));
        };
    }
}
