package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The schema of events against the vectors that every client is tested with.
class EventSchemasTest {
    private static final Path VECTORS = Path.of("../protocol/vectors/session-event");

    /// What a server of a later version may send.
    private static final String UNRECOGNIZED = "unrecognized.json";

    @Test
    void everyEventThatTheServerWritesIsDescribed() throws IOException, ProtocolException {
        var api = ApiFile.served("openapi.yaml");
        var envelope = api.schema(api.root().at("/components/schemas/Envelope"));
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        try (var files = Files.list(VECTORS)) {
            for (var file : files.sorted().toList()) {
                for (var one : ProtocolJson.readObject(Files.readString(file)).path("cases")) {
                    var written = one.has("written") ? one.path("written") : one.path("json");
                    boolean isUnknown = file.endsWith(UNRECOGNIZED);
                    var found = ApiFile.violations(envelope, written);
                    if (found.isEmpty() == isUnknown) {
                        wrong.add(file.getFileName() + " " + one.path("name") + ": " + found);
                    }
                    seen++;
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(35);
    }
}
