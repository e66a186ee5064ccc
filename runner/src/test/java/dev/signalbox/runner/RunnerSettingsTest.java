package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.process.ControlGroup;
import dev.signalbox.protocol.RestartLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

class RunnerSettingsTest {
    @TempDir Path dir;

    @Test
    void everyFieldIsRead() throws Exception {
        var settings =
                read(
                        """
                        {"protocol":1,"sessionId":"s1","agent":"exec","workspace":"/w","options":{"command":["é"]},
                         "env":["A","B"],"executable":"/bin/x","usesHostLogin":true,"agentGroup":"/g/agent","interruptGraceMs":1,"maxTurnSilenceMs":2,
                         "orphanTimeoutMs":0,"terminateGraceMs":4,
                         "restartAttempts":3,"restartWindowMs":60000,"restartFirstMs":10,"restartLongestMs":20,"fromALaterServer":{"x":[1]}}
                        """);
        assertThat(settings.sessionId()).isEqualTo("s1");
        assertThat(settings.workspace()).isEqualTo(Path.of("/w"));
        assertThat(settings.executable()).isEqualTo(Path.of("/bin/x"));
        assertThat(new String(settings.optionsJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"command\":[\"é\"]}");
        assertThat(settings.env()).containsExactly("A", "B");
        assertThat(settings.usesHostLogin()).isTrue();
        assertThat(settings.agentGroup()).isEqualTo(new ControlGroup(Path.of("/g/agent")));
        assertThat(settings.interruptGrace()).isEqualTo(Duration.ofMillis(1));
        assertThat(settings.maxTurnSilence()).isEqualTo(Duration.ofMillis(2));
        assertThat(settings.orphanTimeout()).isZero();
        assertThat(settings.terminateGrace()).isEqualTo(Duration.ofMillis(4));
        assertThat(settings.restart())
                .isEqualTo(
                        new RestartLimits(
                                3,
                                Duration.ofMinutes(1),
                                Duration.ofMillis(10),
                                Duration.ofMillis(20)));
    }

    @Test
    void whatIsAbsentHasADefault() throws Exception {
        var settings =
                read(
                        "{\"protocol\":1,\"sessionId\":\"s\",\"agent\":\"demo\",\"workspace\":\"/w\"}");
        assertThat(settings.usesHostLogin()).isFalse();
        assertThat(settings.agentGroup()).isNull();
        assertThat(settings.interruptGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.maxTurnSilence()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.orphanTimeout()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.restart()).isEqualTo(RestartLimits.DEFAULT);
        assertThat(SessionOptions.of(settings).current()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|protocol 0 is not 1",
                "[]|not a JSON object",
                "{|Unexpected end",
                "{\"protocol\":1}|'sessionId' is missing",
                "{\"protocol\":\"1\"}|'protocol' must be a whole number",
                "{\"protocol\":1,\"sessionId\":\"s\",\"agent\":\"a\",\"workspace\":\"w\"}|must be an absolute path",
                "{\"protocol\":1,\"env\":{}}|must be a list of names",
                "{\"protocol\":1,\"interruptGraceMs\":-1}|must not be negative"
            })
    void aBadFileIsSaidToBe(String json, String why) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RunnerSettings.InvalidException.class)
                .hasMessageContaining("runner.json")
                .hasMessageContaining(why);
    }

    private RunnerSettings read(String json) throws IOException, RunnerSettings.InvalidException {
        return RunnerSettings.read(Files.writeString(dir.resolve("runner.json"), json));
    }
}
