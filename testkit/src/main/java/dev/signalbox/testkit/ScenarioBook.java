package dev.signalbox.testkit;

import dev.signalbox.testkit.ModelRequest.Role;
import dev.signalbox.testkit.Scenario.Turn;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The scenarios by name, and the choice of what to play.
///
/// *Which scenario:* the last `[scenario:NAME]` in a user's text of the request, else the default
/// one. *Which turn of it:* the number of batches of tool results that follow that text. So nothing
/// is remembered between requests: retries, resumes and kill -9 play the same turn again, and a
/// subagent whose prompt has a tag of its own plays its own scenario.
///
/// In a scenario's strings `{{cwd}}` is the working directory as the model was told it,
/// `{{prompt}}` the user's text without the tag, `{{result}}` the last tool result.
///
/// Thread-safe.
final class ScenarioBook {
    private static final Pattern TAG = Pattern.compile("\\[scenario:([\\w./-]+)]");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{(cwd|prompt|result)}}");

    /// As the agents say it; what is searched is escaped as in JSON.
    private static final Pattern WORKING_DIRECTORY =
            Pattern.compile(
                    "(?:[Ww]orking directory(?: is)?:?\\s*|<cwd>|Workspace"
                            + " Directories:\\*{0,2}\\\\n\\s*-\\s*)(/[^\\s\"<\\\\]*)");

    private static final Turn NOTHING_LEFT = answer("Done.");

    private final Map<String, JsonNode> scenarios = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> original;
    private final String defaultName;

    /// @throws IllegalArgumentException if one of the scenarios is none
    ScenarioBook(JsonNode scenarios, String defaultName) {
        this.defaultName = defaultName;
        scenarios.properties().forEach(entry -> put(entry.getKey(), entry.getValue()));
        this.original = Map.copyOf(this.scenarios);
    }

    /// The scenarios that come with the testkit.
    static JsonNode bundled() {
        try (var in = ScenarioBook.class.getResourceAsStream("scenarios.json")) {
            var text = Objects.requireNonNull(in, "scenarios.json").readAllBytes();
            return Json.parse(new String(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws IllegalArgumentException if the JSON is no scenario
    void put(String name, JsonNode scenario) {
        Scenario.parse(scenario);
        scenarios.put(name, scenario);
    }

    /// Forgets what was put since the beginning.
    void reset() {
        scenarios.putAll(original);
        scenarios.keySet().retainAll(original.keySet());
    }

    /// A turn to play.
    ///
    /// @param scenario the scenario's name, or `(json)` and `(side)` for requests that belong to
    ///   none
    /// @param number the turn's place in its scenario, from 0
    record Choice(String scenario, int number, Turn turn) {}

    Choice choose(ModelRequest request) {
        // An agent asks for titles, summaries and verdicts beside the conversation: it wants JSON,
        // or offers no tools.
        if (request.schema() != null) {
            return new Choice("(json)", 0, answer(Json.write(SchemaSample.of(request.schema()))));
        }
        if (!request.system().isEmpty() && request.tools().isEmpty()) {
            return new Choice("(side)", 0, answer("Stub title"));
        }
        var cue = Cue.of(request, defaultName);
        return new Choice(cue.scenario(), cue.turn(), turn(cue, request));
    }

    private Turn turn(Cue cue, ModelRequest request) {
        @Nullable JsonNode scenario = scenarios.get(cue.scenario());
        if (scenario == null) {
            return answer("No scenario named " + cue.scenario() + ".");
        }
        var turn = scenario.path("turns").path(cue.turn());
        if (turn.isMissingNode()) {
            return NOTHING_LEFT;
        }
        var values =
                Map.of(
                        "cwd", workingDirectory(request),
                        "prompt", cue.prompt(),
                        "result", request.lastToolResult());
        return Scenario.parseTurn(Json.mapStrings(turn, text -> fill(text, values)));
    }

    private static String fill(String text, Map<String, String> values) {
        return VARIABLE.matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), "")));
    }

    private static String workingDirectory(ModelRequest request) {
        var found = WORKING_DIRECTORY.matcher(request.escapedText());
        return found.find() ? found.group(1) : System.getProperty("java.io.tmpdir", "/tmp");
    }

    private static Turn answer(String text) {
        return Scenario.parseTurn(Json.object("steps", Json.array(Json.object("text", text))));
    }

    /// Where in the play a request stands.
    private record Cue(String scenario, int turn, String prompt) {
        static Cue of(ModelRequest request, String defaultName) {
            var items = request.items();
            int taggedAt = -1;
            var scenario = defaultName;
            for (int i = 0; i < items.size(); i++) {
                var tag = TAG.matcher(items.get(i).text());
                while (items.get(i).role() == Role.USER && tag.find()) {
                    taggedAt = i;
                    scenario = tag.group(1);
                }
            }
            var prompt = taggedAt < 0 ? "" : TAG.matcher(items.get(taggedAt).text()).replaceAll("");
            return new Cue(
                    scenario,
                    toolBatches(items.subList(taggedAt + 1, items.size())),
                    prompt.strip());
        }

        private static int toolBatches(List<ModelRequest.Item> items) {
            int batches = 0;
            boolean inBatch = false;
            for (var item : items) {
                boolean tool = item.role() == Role.TOOL;
                if (tool && !inBatch) {
                    batches++;
                }
                inBatch = tool;
            }
            return batches;
        }
    }
}
