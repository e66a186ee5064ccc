package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The vectors that every implementation of the fold shares: `protocol/vectors/fold`.
///
/// Each is `{"name","events":[envelopes],"snapshot"}`: folding the events gives the snapshot (with
/// `epoch` 1, of a loaded session). To write them anew from [FoldStories], run with
/// `-Dvectors.write=true` and read the difference.
class FoldVectorsTest {
    private static final Path FOLDER = Path.of("..", "protocol", "vectors", "fold");

    @BeforeAll
    static void writeThemWhenAsked() throws Exception {
        if (Boolean.getBoolean("vectors.write")) {
            write();
        }
    }

    @Test
    void everyVectorFoldsToItsSnapshot() throws Exception {
        for (var file : files()) {
            var vector = ProtocolJson.readObject(Files.readAllBytes(file));
            var state = SessionState.EMPTY;
            for (var event : vector.get("events")) {
                state = state.on(EnvelopeJson.read((ObjectNode) event));
            }
            assertThat(snapshot(state)).as(file.toString()).isEqualTo(vector.get("snapshot"));
        }
    }

    @Test
    void theVectorsAreTheStories() throws Exception {
        var names = new ArrayList<String>();
        for (var story : FoldStories.all().entrySet()) {
            names.add(story.getKey() + ".json");
            assertThat(saved(story.getKey())).isEqualTo(vector(story.getKey(), story.getValue()));
        }
        assertThat(files().stream().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void aCompactedJournalHasTheSnapshotOfTheWholeOne() throws Exception {
        for (var name : List.of("text-turn", "tool-writes-a-file")) {
            assertThat(saved(name + "-compacted").get("snapshot"))
                    .isEqualTo(saved(name).get("snapshot"));
        }
    }

    private static JsonNode saved(String name) throws Exception {
        byte[] json = Files.readAllBytes(FOLDER.resolve(name + ".json"));
        return ProtocolJson.readObject(json);
    }

    private static List<Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    private static void write() throws Exception {
        Files.createDirectories(FOLDER);
        for (var story : FoldStories.all().entrySet()) {
            Files.writeString(
                    FOLDER.resolve(story.getKey() + ".json"),
                    pretty(vector(story.getKey(), story.getValue())) + "\n");
        }
    }

    private static JsonNode vector(String name, List<Envelope> events) throws Exception {
        var vector = ProtocolJson.object().put("name", name);
        var array = vector.putArray("events");
        for (var event : events) {
            array.add(ProtocolJson.readObject(EnvelopeJson.write(event)));
        }
        vector.set("snapshot", snapshot(SessionState.EMPTY.onAll(events)));
        return vector;
    }

    private static String pretty(JsonNode tree) {
        var lines = new DefaultIndenter("  ", "\n");
        var printer =
                new DefaultPrettyPrinter(
                                Separators.createDefaultInstance()
                                        .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                                        .withObjectEmptySeparator("")
                                        .withArrayEmptySeparator(""))
                        .withArrayIndenter(lines)
                        .withObjectIndenter(lines);
        return ProtocolJson.mapperForEmbedding().writer().with(printer).writeValueAsString(tree);
    }

    /// Written and read again, so that numbers are of the kind that a reader finds.
    private static JsonNode snapshot(SessionState state) throws Exception {
        return ProtocolJson.readObject(
                ProtocolJson.writeBytes(state.snapshot(Story.SESSION, 1, true)));
    }
}
