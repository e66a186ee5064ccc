package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The stub is good enough for the real Claude Code.
@Timeout(120)
class RealClaudeIT {
    @TempDir private Path folder;

    private Path workspace;
    private ModelStub stub;

    @BeforeEach
    void start() throws IOException {
        workspace = Files.createDirectory(folder.resolve("workspace")).toRealPath();
        stub = ModelStub.start();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    /// One turn.
    ///
    /// @return what Claude Code printed
    private List<JsonNode> say(String prompt) throws IOException, InterruptedException {
        var output = folder.resolve("output");
        var builder =
                new ProcessBuilder(
                                RealAgent.CLAUDE.required().toString(),
                                "-p",
                                "--output-format=stream-json",
                                "--input-format=stream-json",
                                "--verbose",
                                "--include-partial-messages",
                                "--permission-mode=acceptEdits")
                        .directory(workspace.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(Redirect.INHERIT);
        var path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().putAll(OfflineAgent.of("claude", stub.url()).environment());
        builder.environment().put("CLAUDE_CONFIG_DIR", folder.resolve("config").toString());
        var process = builder.start();
        try (var in = process.outputWriter()) {
            var message = Json.object("role", "user", "content", prompt);
            in.write(Json.write(Json.object("type", "user", "message", message)) + "\n");
        }
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        try (var lines = Files.lines(output)) {
            return lines.map(Json::parse).toList();
        }
    }

    private static String result(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("type").asString("").equals("result"))
                .map(event -> event.path("result").asString(""))
                .toList()
                .getLast();
    }

    @Test
    void itStreamsAText() throws Exception {
        var events = say("[scenario:text] please");

        assertThat(result(events)).isEqualTo("Hello, this is a streamed answer.");
        assertThat(
                        events.stream()
                                .map(event ->
                                        Json.at(event, "event", "delta", "text").asString("")))
                .containsSubsequence("Hello", ", ", "this ", "is ", "a ", "streamed ", "answer.");
    }

    @Test
    void itWritesAFile() throws Exception {
        assertThat(result(say("[scenario:write-file] please"))).isEqualTo("I wrote hello.txt.");

        assertThat(workspace.resolve("hello.txt")).hasContent("hello from the stub");
        assertThat(stub.requests()).extracting(RecordedRequest::turn).contains(0, 1);
    }

    @Test
    void itTriesAgainAfterAnOverload() throws Exception {
        assertThat(result(say("[scenario:error-529-twice] please")))
                .isEqualTo("Recovered after two errors.");
    }
}
