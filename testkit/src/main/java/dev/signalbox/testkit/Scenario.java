package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the scripted model says: its first turn, then one turn for each batch of tool results that
/// it gets back.
///
/// The JSON form is `{"turns": [{"steps": [STEP…], "usage": {"input": 1, "output": 2}, "stop": "max_tokens"}]}`,
/// its steps are in [Step]. Strings may use `{{cwd}}`, `{{prompt}}` and
/// `{{result}}`, see [ScenarioBook].
record Scenario(List<Turn> turns) {
    private static final int TEXT_CHUNK = 24;
    private static final long DELAY_MS = 5;

    Scenario {
        turns = List.copyOf(turns);
    }

    /// @param inputTokens what the answer says it has read; null for a figure made of the request's
    ///   size
    /// @param outputTokens likewise what it has written
    /// @param stop why the model stopped, in the dialect's own word; null for the usual one
    record Turn(
            List<Step> steps,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable String stop) {
        Turn {
            steps = List.copyOf(steps);
        }
    }

    /// One thing the model does.
    ///
    /// | JSON | |
    /// |---|---|
    /// | `{"text": "…"}`, `{"text": ["chunk", …], "delayMs": 50}` | streamed answer text |
    /// | `{"thinking": …the same…}` | streamed reasoning |
    /// | `{"tool": {"name", "input", "raw"?, "id"?}}` | a tool call; of a list the first whose name is on offer wins |
    /// | `{"error": 529, "message"?, "times": 2, "headers"?}` | HTTP error instead of the answer, always or the first N times |
    /// | `{"streamError": "overloaded"}` | an error event after the stream began |
    /// | `{"gate": "name"}` | waits until the test opens the gate |
    /// | `{"sleepMs": 500}`, `{"hang": true}` | waits; answers no further |
    /// | `{"drop": true, "times": 1}` | cuts the socket, in the middle of the part before it, always or the first N times |
    sealed interface Step {
        record Text(List<String> chunks, Duration pace) implements Step {}

        record Thinking(List<String> chunks, Duration pace) implements Step {}

        record Tool(List<ToolChoice> alternatives, Duration pace) implements Step {}

        record HttpError(int status, String message, int timesMax, Map<String, String> headers)
                implements Step {}

        record StreamError(String message) implements Step {}

        record Gate(String name) implements Step {}

        record Sleep(Duration duration) implements Step {}

        record Hang() implements Step {}

        record Drop(int timesMax) implements Step {}
    }

    /// @param raw the arguments as text, for tools that take no JSON
    record ToolChoice(String name, JsonNode input, @Nullable String raw, @Nullable String id) {}

    /// @throws IllegalArgumentException if the JSON is not a scenario; the message names the step
    static Scenario parse(JsonNode json) {
        var turns = json.path("turns");
        if (!turns.isArray()) {
            throw new IllegalArgumentException(
                    "a scenario has a list of turns: " + Json.write(json));
        }
        return new Scenario(turns.valueStream().map(Scenario::parseTurn).toList());
    }

    static Turn parseTurn(JsonNode json) {
        var steps = json.path("steps");
        if (!steps.isArray()) {
            throw new IllegalArgumentException("a turn has a list of steps: " + Json.write(json));
        }
        return new Turn(
                steps.valueStream().map(Scenario::parseStep).toList(),
                number(Json.at(json, "usage", "input")),
                number(Json.at(json, "usage", "output")),
                text(json.path("stop")));
    }

    private static Step parseStep(JsonNode step) {
        var pace = Duration.ofMillis(step.path("delayMs").asLong(DELAY_MS));
        if (step.has("text")) {
            return new Step.Text(chunks(step.path("text")), pace);
        } else if (step.has("thinking")) {
            return new Step.Thinking(chunks(step.path("thinking")), pace);
        } else if (step.has("tool")) {
            var tools = Json.list(step.path("tool")).stream().map(Scenario::parseTool).toList();
            return new Step.Tool(tools, pace);
        } else if (step.has("error")) {
            int status = step.path("error").asInt();
            return new Step.HttpError(
                    status,
                    step.path("message").asString("stub error " + status),
                    step.path("times").asInt(Integer.MAX_VALUE),
                    headers(step.path("headers")));
        } else if (step.has("streamError")) {
            return new Step.StreamError(step.path("streamError").asString());
        } else if (step.has("gate")) {
            return new Step.Gate(step.path("gate").asString());
        } else if (step.has("sleepMs")) {
            return new Step.Sleep(Duration.ofMillis(step.path("sleepMs").asLong()));
        } else if (step.has("hang")) {
            return new Step.Hang();
        } else if (step.has("drop")) {
            return new Step.Drop(step.path("times").asInt(Integer.MAX_VALUE));
        }
        throw new IllegalArgumentException("not a step: " + Json.write(step));
    }

    private static ToolChoice parseTool(JsonNode tool) {
        var name = text(tool.path("name"));
        if (name == null) {
            throw new IllegalArgumentException("a tool has a name: " + Json.write(tool));
        }
        var input = tool.has("input") ? tool.path("input") : Json.object();
        return new ToolChoice(name, input, text(tool.path("raw")), text(tool.path("id")));
    }

    private static List<String> chunks(JsonNode text) {
        return text.isArray()
                ? text.valueStream().map(chunk -> chunk.asString("")).toList()
                : Chunks.of(text.asString(""), TEXT_CHUNK);
    }

    private static Map<String, String> headers(JsonNode json) {
        return json.propertyStream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, e -> e.getValue().asString("")));
    }

    private static @Nullable String text(JsonNode json) {
        return json.isString() ? json.stringValue() : null;
    }

    private static @Nullable Long number(JsonNode json) {
        return json.isNumber() ? json.asLong() : null;
    }
}
