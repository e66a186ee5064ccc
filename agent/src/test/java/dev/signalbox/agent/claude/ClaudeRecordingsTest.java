package dev.signalbox.agent.claude;

import static dev.signalbox.protocol.QueryOutcome.COMPLETED;
import static dev.signalbox.protocol.QueryOutcome.FAILED;
import static dev.signalbox.protocol.QueryOutcome.INTERRUPTED;
import static dev.signalbox.protocol.QueryOutcome.LOST;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.Recording;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the converter makes of every recorded output of the real Claude Code.
///
/// `-Dgolden=write` writes the expected events anew; look at the difference before you keep it.
class ClaudeRecordingsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/recordings/claude-events");

    private static final Map<String, List<QueryOutcome>> OUTCOMES =
            Map.ofEntries(
                    Map.entry("ask-user-question", List.of(COMPLETED)),
                    Map.entry("background-bash", List.of(COMPLETED, COMPLETED)),
                    Map.entry("error-400-too-long", List.of(FAILED)),
                    Map.entry("error-401", List.of(LOST)),
                    Map.entry("error-401-max-retries-0", List.of(FAILED)),
                    Map.entry("error-500", List.of(FAILED)),
                    Map.entry("error-529-max-retries-2", List.of(FAILED)),
                    Map.entry("error-529-then-ok", List.of(COMPLETED)),
                    Map.entry("hook-callbacks", List.of(COMPLETED)),
                    Map.entry("interrupt-stream", List.of(INTERRUPTED, COMPLETED)),
                    Map.entry("interrupt-tool", List.of(INTERRUPTED)),
                    Map.entry("kill9-mid-tool", List.of(LOST)),
                    Map.entry("kill9-mid-turn", List.of(COMPLETED, LOST)),
                    Map.entry("mcp-tool", List.of(COMPLETED)),
                    Map.entry("model-stream-error", List.of(FAILED)),
                    Map.entry("multi-turn-control", List.of(COMPLETED, COMPLETED, COMPLETED)),
                    Map.entry("parallel-tools", List.of(COMPLETED)),
                    Map.entry("permission-deny", List.of(COMPLETED)),
                    Map.entry("permission-deny-interrupt", List.of(INTERRUPTED)),
                    Map.entry("permission-no-host", List.of(COMPLETED)),
                    Map.entry("queued-user-message", List.of(COMPLETED)),
                    Map.entry("resume-after-kill9", List.of(COMPLETED)),
                    Map.entry("resume-unknown-session", List.of(FAILED)),
                    Map.entry("shell-ok-bypass", List.of(COMPLETED)),
                    Map.entry("subagent", List.of(COMPLETED, COMPLETED)),
                    Map.entry("text", List.of(COMPLETED)),
                    Map.entry("thinking", List.of(COMPLETED)),
                    Map.entry("tool-fails", List.of(COMPLETED)));

    static List<String> names() {
        return Recording.names("claude");
    }

    private static Recording read(String name) {
        return Recording.read(new ClaudeConverter(), "claude/" + name);
    }

    @Test
    void everyRecordingIsInTheTable() {
        assertThat(names()).containsExactlyInAnyOrderElementsOf(OUTCOMES.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyQueryEndsOnceAndAsExpected(String name) {
        var recording = read(name);
        var started = recording.events(StreamEvent.QueryStarted.class);
        var ended = recording.events(StreamEvent.QueryEnded.class);

        assertThat(ended).extracting(StreamEvent.QueryEnded::outcome).isEqualTo(OUTCOMES.get(name));
        assertThat(ended)
                .extracting(StreamEvent.QueryEnded::queryId)
                .isEqualTo(started.stream().map(StreamEvent.QueryStarted::queryId).toList());
        assertThat(started.getFirst().queryId()).isEqualTo("q1");
    }

    /// Claude says each text twice, in pieces and as a whole. What stays must be each whole once,
    /// and what was cut off before its whole came.
    @ParameterizedTest
    @MethodSource("names")
    void noTextIsSaidTwice(String name) {
        var recording = read(name);
        var expected = new ArrayList<String>();
        for (var line : recording.lines()) {
            var message = line.path("message");
            if (NativeJson.string(line, "type", "").equals("assistant")
                    && !NativeJson.string(message, "model", "").equals("<synthetic>")) {
                for (var content : message.path("content")) {
                    if (NativeJson.string(content, "type", "").equals("text")) {
                        expected.add(NativeJson.string(content, "text"));
                    }
                }
            }
        }
        if (name.equals("kill9-mid-turn")) {
            expected.add("s0 s1 s2 s3 ");
        }

        assertThat(recording.completed(ConversationBlock.AssistantText.class))
                .filteredOn(text -> text.incomplete() != Incomplete.WITHDRAWN)
                .extracting(ConversationBlock.AssistantText::content)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("names")
    void noLineIsUnknown(String name) {
        assertThat(read(name).events(StreamEvent.Log.class))
                .noneMatch(log -> log.levelOrDefault() == LogLevel.DEBUG);
    }

    /// Totals of Claude's last result are the sums over its queries.
    @ParameterizedTest
    @ValueSource(
            strings = {"multi-turn-control", "subagent", "background-bash", "interrupt-stream"})
    void costsOfQueriesAddUpToTheTotal(String name) {
        var recording = read(name);
        double total = 0;
        Double ofQuery = null;
        for (var event : recording.events()) {
            if (event instanceof StreamEvent.MetadataUpdate update) {
                ofQuery = update.metadata().costUSD();
            } else if (event instanceof StreamEvent.QueryEnded) {
                total += ofQuery;
            }
        }
        var last =
                recording.lines().stream()
                        .filter(line -> NativeJson.string(line, "type", "").equals("result"))
                        .toList()
                        .getLast();

        assertThat(total)
                .isCloseTo(
                        last.path("total_cost_usd").doubleValue(),
                        org.assertj.core.api.Assertions.within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "thinking",
                "tool-fails",
                "parallel-tools",
                "subagent",
                "background-bash",
                "model-stream-error",
                "interrupt-stream",
                "error-401-max-retries-0",
                "kill9-mid-turn"
            })
    void theEventsAreTheGoldenOnes(String name) throws IOException {
        var golden = GOLDEN.resolve(name + ".events.jsonl");
        var json = read(name).json();
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, json);
        }

        assertThat(json).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"error-401-max-retries-0", "error-529-max-retries-2", "error-400-too-long"})
    void aFailureHasItsName(String name) {
        var recording = read(name);
        var code =
                switch (name) {
                    case "error-401-max-retries-0" -> ErrorCode.AGENT_AUTH_FAILED;
                    case "error-529-max-retries-2" -> ErrorCode.AGENT_OVERLOADED;
                    default -> ErrorCode.AGENT_CONTEXT_TOO_LONG;
                };

        assertThat(recording.events(StreamEvent.QueryEnded.class).getFirst().cause().code())
                .isEqualTo(code.name());
        assertThat(recording.events(StreamEvent.Failure.class))
                .extracting(StreamEvent.Failure::code)
                .containsExactly(code.name());
        assertThat(recording.completed(ConversationBlock.ErrorBlock.class))
                .extracting(ConversationBlock.ErrorBlock::code)
                .containsExactly(code.name());
    }
}
