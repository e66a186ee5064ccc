package dev.signalbox.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.Agents;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What `signalbox convert` makes of every recording of every agent.
class RecordingConformanceTest {
    private static final Path RECORDINGS = Path.of("src/test/resources/recordings");

    /// Kinds of lines that give no event, by agent: a reader sees here what is left out.
    private static final Path SILENT = RECORDINGS.resolve("silent.txt");

    private static final Map<String, String> AGENT_BY_FOLDER =
            Map.of(
                    "claude", "claude",
                    "codex", "codex",
                    "opencode", "opencode",
                    "gemini", "gemini",
                    "acp-claude", "acp",
                    "acp-codex", "acp",
                    "acp-gemini", "gemini",
                    "acp-opencode", "acp");

    record Recording(String folder, Path file) {
        AgentAdapter agent() {
            return Agents.all().get(AGENT_BY_FOLDER.get(folder));
        }

        List<String> lines() throws IOException {
            return Files.readAllLines(file);
        }

        @Override
        public String toString() {
            return folder + "/" + file.getFileName();
        }
    }

    static List<Recording> recordings() throws IOException {
        var all = new ArrayList<Recording>();
        for (var folder : new TreeSet<>(AGENT_BY_FOLDER.keySet())) {
            try (var files = Files.list(RECORDINGS.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".jsonl"))
                        .filter(file -> !file.toString().endsWith(".in.jsonl"))
                        .sorted()
                        .forEach(file -> all.add(new Recording(folder, file)));
            }
        }
        return all;
    }

    private static List<StreamEvent> events(Recording recording) throws IOException {
        var converter = recording.agent().converter();
        var events = new ArrayList<StreamEvent>();
        for (var line : recording.lines()) {
            events.addAll(converter.line(line.getBytes(StandardCharsets.UTF_8)));
        }
        events.addAll(converter.end());
        return events;
    }

    @Test
    void thereAreRecordingsOfEveryAgent() throws IOException {
        assertThat(recordings()).hasSize(128);
        assertThat(recordings())
                .extracting(Recording::folder)
                .containsAll(AGENT_BY_FOLDER.keySet());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theLawsHold(Recording recording) throws IOException {
        assertThat(Laws.breaches(events(recording), Set.of())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void atTheEndNothingIsOpen(Recording recording) throws Exception {
        var law = new BlockLaw();
        for (var event : events(recording)) {
            if (event instanceof StreamEvent.Conversation conversation) {
                law.apply(conversation);
            }
        }

        assertThat(law.openCount()).isZero();
    }

    /// No translator leans on the guard that keeps bad events in.
    @ParameterizedTest
    @MethodSource("recordings")
    void nothingHadToBeLeftOut(Recording recording) throws IOException {
        assertThat(events(recording))
                .filteredOn(StreamEvent.Log.class::isInstance)
                .extracting(event -> ((StreamEvent.Log) event).message())
                .noneMatch(message -> message.contains("left out:"));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyEventSurvivesTheWire(Recording recording) throws Exception {
        for (var event : events(recording)) {
            var json = ProtocolJson.write(event);
            assertThat(ProtocolJson.write(ProtocolJson.read(json, StreamEvent.class)))
                    .isEqualTo(json);
        }
    }

    /// A conversation that is cut at any line ends like any other.
    @ParameterizedTest
    @MethodSource("recordings")
    void theLawsHoldWhereverTheOutputIsCut(Recording recording) throws IOException {
        var lines = recording.lines();
        int step = Math.max(1, lines.size() / 25);
        for (int length = 0; length < lines.size(); length += step) {
            var converter = recording.agent().converter();
            var events = new ArrayList<StreamEvent>();
            for (var line : lines.subList(0, length)) {
                events.addAll(converter.line(line.getBytes(StandardCharsets.UTF_8)));
            }
            events.addAll(converter.end());

            assertThat(Laws.breaches(events, Set.of())).as("cut after line " + length).isEmpty();
        }
    }

    /// `-Dgolden=write` writes the list anew; look at the difference before you keep it.
    @Test
    void onlyKnownKindsOfLinesGiveNoEvent() throws IOException {
        var silent = new TreeMap<String, Integer>();
        for (var recording : recordings()) {
            var converter = recording.agent().converter();
            for (var line : recording.lines()) {
                if (converter.line(line.getBytes(StandardCharsets.UTF_8)).isEmpty()) {
                    silent.merge(recording.folder() + " " + kind(line), 1, Integer::sum);
                }
            }
        }
        var list = String.join("\n", silent.keySet()) + "\n";
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(SILENT, list);
        }

        assertThat(list).isEqualTo(Files.readString(SILENT));
    }

    /// What a line is, without what it holds.
    private static String kind(String line) {
        try {
            var json = ProtocolJson.readObject(line);
            var kind = new ArrayList<String>();
            for (var field : List.of("type", "subtype", "method", "state", "status")) {
                kind.add(json.path(field).asString(""));
            }
            kind.add(json.path("event").path("type").asString(""));
            kind.add(json.path("params").path("update").path("sessionUpdate").asString(""));
            kind.add(json.path("params").path("item").path("type").asString(""));
            kind.add(json.path("item").path("type").asString(""));
            kind.add(json.path("properties").path("part").path("type").asString(""));
            kind.add(json.path("properties").path("status").path("type").asString(""));
            kind.add(json.has("result") ? "answer" : "");
            kind.removeIf(String::isEmpty);
            return String.join("/", kind);
        } catch (ProtocolException _) {
            return "no JSON";
        }
    }
}
