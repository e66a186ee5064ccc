package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ApiChangesTest {
    private static final Path BASELINE = file("docs/api/openapi-0.1.0.yaml");

    @Test
    void whatBreaksClientsOfTheLastReleaseIsInTheChangelog() throws IOException {
        var breaking = ApiChanges.breaking(ApiFile.at(BASELINE), ApiFile.served("openapi.yaml"));
        List<String> lines =
                Files.readAllLines(file("CHANGELOG.md")).stream()
                        .dropWhile(line -> !line.matches("#+ Breaking.*"))
                        .toList();
        assertThat(breaking)
                .as("breaking changes that CHANGELOG.md does not name under \"Breaking\"")
                .allMatch(change -> lines.stream().anyMatch(line -> line.contains(change)));
    }

    @Test
    void whatIsTakenAwayOrAskedForIsFound() {
        var old = ApiFile.at(BASELINE);
        var now = ApiFile.at(BASELINE);
        ((ObjectNode) now.root().path("paths")).remove("/livez");
        object(now, "/paths/~1api~1v1~1sessions~1{id}").remove("patch");
        object(now, "/paths/~1api~1v1~1sessions/get/responses").remove("400");
        object(now, "/components/schemas/Usage/properties").remove("costUSD");
        array(now, "/components/schemas/SendMessage/required").add("messageId");
        array(now, "/components/schemas/Grant/required").remove(0);
        object(now, "/components/schemas/Session/properties").putObject("added");
        assertThat(ApiChanges.breaking(old, now))
                .contains(
                        "GET /livez",
                        "PATCH /api/v1/sessions/{id}",
                        "GET /api/v1/sessions 400",
                        "GET /api/v1/sessions/{id} 200 usage costUSD",
                        "POST /api/v1/sessions/{id}/messages requires messageId",
                        "GET /api/v1/sessions/{id}/permissions/grants 200 items[] may lack id")
                .noneMatch(it -> it.contains("added"));
    }

    private static ObjectNode object(ApiFile file, String pointer) {
        return (ObjectNode) file.root().at(pointer);
    }

    private static ArrayNode array(ApiFile file, String pointer) {
        return (ArrayNode) file.root().at(pointer);
    }

    /// Tests run in the module's folder.
    private static Path file(String name) {
        return Path.of("..").resolve(name).normalize();
    }
}
