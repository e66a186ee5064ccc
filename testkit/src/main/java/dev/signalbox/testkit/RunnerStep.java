package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// One thing a [ScriptedRunner] does; the JSON of each is in the table there.
sealed interface RunnerStep {
    record AwaitAttach() implements RunnerStep {}

    /// @param changes fields other than the usual ones; a JSON null takes one away
    record Hello(JsonNode changes) implements RunnerStep {}

    /// @param offset null: the next one
    record Event(JsonNode event, @Nullable Long offset) implements RunnerStep {}

    record Spooled() implements RunnerStep {}

    record CountFrom(long offset) implements RunnerStep {}

    record Raw(String text, boolean newline) implements RunnerStep {}

    record Bytewise() implements RunnerStep {}

    record Malformed(int count, long seed) implements RunnerStep {}

    record Flood(int count) implements RunnerStep {}

    record Serve() implements RunnerStep {}

    record Deaf() implements RunnerStep {}

    record HangUp() implements RunnerStep {}

    record Exit(int code) implements RunnerStep {}

    /// Reads the steps of one connection.
    ///
    /// @throws IllegalArgumentException if a step is not in the table
    static List<RunnerStep> parse(JsonNode list) {
        var steps = new ArrayList<RunnerStep>();
        list.forEach(step -> steps.add(one(step)));
        return List.copyOf(steps);
    }

    private static RunnerStep one(JsonNode step) {
        var name = step.propertyNames().stream().findFirst().orElse("");
        var value = step.path(name);
        return switch (name) {
            case "awaitAttach" -> new AwaitAttach();
            case "hello" -> new Hello(value);
            case "event" ->
                    new Event(value, step.has("offset") ? step.path("offset").asLong() : null);
            case "spooled" -> new Spooled();
            case "countFrom" -> new CountFrom(value.asLong());
            case "raw" -> new Raw(value.asString(), step.path("newline").asBoolean(true));
            case "bytewise" -> new Bytewise();
            case "malformed" -> new Malformed(value.asInt(), step.path("seed").asLong(1));
            case "flood" -> new Flood(value.asInt());
            case "serve" -> new Serve();
            case "deaf" -> new Deaf();
            case "hangUp" -> new HangUp();
            case "exit" -> new Exit(value.asInt());
            default -> throw new IllegalArgumentException("not a step: " + Json.write(step));
        };
    }
}
