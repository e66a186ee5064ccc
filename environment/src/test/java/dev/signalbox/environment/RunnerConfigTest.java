package dev.signalbox.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

class RunnerConfigTest {
    @TempDir Path dir;

    private final RunnerConfig config =
            new RunnerConfig("s1", "demo", Path.of("/w"), ProtocolJson.object().put("chunks", 3));

    @Test
    void itIsWrittenAsTheRunnerReadsIt() {
        assertThat(new String(config.json(null), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"protocol\":1,\"sessionId\":\"s1\",\"agent\":\"demo\",\"workspace\":\"/w\","
                                + "\"options\":{\"chunks\":3},\"env\":[],\"usesHostLogin\":false,\"interruptGraceMs\":2000,"
                                + "\"maxTurnSilenceMs\":600000,\"orphanTimeoutMs\":86400000,\"terminateGraceMs\":5000,"
                                + "\"restartAttempts\":5,\"restartWindowMs\":600000,\"restartFirstMs\":1000,\"restartLongestMs\":60000,\"logLinesPerSecond\":200,\"logBurst\":2000}");
    }

    @Test
    void theFileIsReplacedAsAWholeAndForItsOwnerOnly() throws Exception {
        var file = dir.resolve("runner.json");
        Files.writeString(file, "an older and much longer file".repeat(100));
        config.write(file, null);
        assertThat(Files.readAllBytes(file)).isEqualTo(config.json(null));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(dir.resolve("runner.json.new")).doesNotExist();
    }

    @Test
    void aGroupForTheAgentIsSaidWhereThereIsOne() throws Exception {
        var json = ProtocolJson.readObject(config.json(Path.of("/groups/s1/agent")));
        assertThat(json.path("agentGroup").asString()).isEqualTo("/groups/s1/agent");
    }

    @Test
    void aSpecDoesNotPrintItsVariables() {
        var spec = new EnvironmentSpec("s1", dir.toAbsolutePath(), config, Map.of("KEY", "secret"));
        assertThat(spec.toString()).contains("s1").doesNotContain("secret");
    }
}
