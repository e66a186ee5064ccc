package dev.signalbox.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.Violation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

class SocketRunnerConnectionIT {
    @TempDir Path dir;

    private FakeRunner runner;

    @BeforeEach
    void open() throws Exception {
        runner = new FakeRunner(dir);
    }

    @AfterEach
    void close() throws Exception {
        runner.close();
    }

    @Test
    void anAttachGoesFirstAndEventsComeInOrder() throws Exception {
        var heard = new Heard();
        try (var _ = connect(heard, Duration.ofSeconds(10))) {
            assertThat(runner.readLine()).isEqualTo("{\"type\":\"attach\",\"after\":7,\"term\":3}");
            runner.say(FakeRunner.HELLO + FakeRunner.log(8) + "\n  \n" + FakeRunner.log(9));
            runner.say("{\"type\":\"pong\",\"id\":\"p\",\"agentAlive\":true,\"rssBytes\":5}\n");
            await().until(() -> !heard.pongs.isEmpty());
            assertThat(heard.hellos).hasSize(1);
            assertThat(heard.lines).extracting(SpoolLine::offset).containsExactly(8L, 9L);
            runner.hangUp();
            assertThat(heard.end()).isEqualTo(new CloseReason.Eof());
            assertThat(heard.violations).isEmpty();
        }
    }

    @Test
    void badLinesAreLeftOutReportedAndTheStreamGoesOn() throws Exception {
        var heard = new Heard();
        try (var _ = connect(heard, Duration.ofSeconds(10))) {
            runner.say(
                    FakeRunner.HELLO
                            + "what\nis\nthis\n"
                            + FakeRunner.line(1, "{\"type\":\"log\"}"));
            runner.say(FakeRunner.line(2, "{\"type\":\"log\",\"message\":5}"));
            runner.say("x".repeat(33 << 20) + "\n" + FakeRunner.log(3));
            await().until(() -> heard.lines.size() == 1);
            runner.hangUp();
            heard.end();
            assertThat(heard.violations)
                    .extracting(v -> v.kind() + " " + v.count())
                    .contains(
                            "NOT_JSON 1",
                            "MISSING_FIELD 1",
                            "WRONG_TYPE 1",
                            "TOO_LONG 1",
                            "NOT_JSON 2");
            assertThat(heard.violations)
                    .filteredOn(v -> v.kind() == Violation.TOO_LONG)
                    .first()
                    .satisfies(v -> {
                        assertThat(v.bytes()).isEqualTo(33 << 20);
                        assertThat(v.head()).hasSize(200);
                    });
        }
    }

    @Test
    void anEventOfThirtyTwoMebibytesPasses() throws Exception {
        var heard = new Heard();
        try (var _ = connect(heard, Duration.ofSeconds(10))) {
            var head = "{\"type\":\"log\",\"message\":\"";
            var event = head + "x".repeat((32 << 20) - head.length() - 2) + "\"}";
            runner.say(FakeRunner.HELLO + FakeRunner.line(1, event));
            await().atMost(Duration.ofSeconds(20)).until(() -> heard.lines.size() == 1);
            assertThat(heard.lines.getFirst().eventJson()).hasSize(32 << 20);
        }
    }

    @Test
    void aRunnerThatSaysNoHelloIsGivenUp() throws Exception {
        var heard = new Heard();
        try (var connection = connect(heard, Duration.ofMillis(200))) {
            assertThat(heard.end())
                    .isInstanceOfSatisfying(
                            CloseReason.Failed.class,
                            why -> assertThat(why.message()).contains("no hello within 200 ms"));
            assertThatThrownBy(() -> connection.send(new RunnerCommand.Ping("p")))
                    .isInstanceOfSatisfying(
                            EnvironmentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_LOST));
        }
    }

    @Test
    void refusalAndDisplacementAreSaid() throws Exception {
        var refused = new Heard();
        try (var _ = connect(refused, Duration.ofSeconds(10))) {
            runner.say("{\"type\":\"refused\",\"term\":9}\n");
            assertThat(refused.end()).isEqualTo(new CloseReason.Refused(9));
        }
        var displaced = new Heard();
        try (var _ = connect(displaced, Duration.ofSeconds(10))) {
            runner.say(FakeRunner.HELLO + "{\"type\":\"displaced\"}\n");
            assertThat(displaced.end()).isEqualTo(new CloseReason.Displaced());
        }
    }

    @Test
    void aListenerThatWaitsIsLetGoWhenTheConnectionIsClosed() throws Exception {
        var heard = new Heard(1);
        var connection = connect(heard, Duration.ofSeconds(10));
        runner.say(FakeRunner.HELLO + FakeRunner.log(1) + FakeRunner.log(2) + FakeRunner.log(3));
        await().until(() -> heard.lines.size() == 1 && heard.permits.hasQueuedThreads());
        connection.close();
        assertThat(heard.end()).isEqualTo(new CloseReason.Closed());
        assertThat(heard.ends).hasSize(1);
        assertThat(heard.lines).hasSize(1);
    }

    @Test
    void acknowledgementsAreJoinedAndOtherCommandsAreNot() throws Exception {
        var heard = new Heard();
        try (var connection = connect(heard, Duration.ofSeconds(10))) {
            runner.say(FakeRunner.HELLO);
            heard.hello();
            assertThat(runner.readLine()).contains("attach");
            for (long i = 1; i <= 5000; i++) {
                connection.send(new RunnerCommand.Ack(i));
            }
            connection.send(new RunnerCommand.Ping("last"));
            long last = 0;
            int acks = 0;
            for (String line = runner.readLine();
                    !line.contains("ping");
                    line = runner.readLine()) {
                long offset = Long.parseLong(line.replaceAll("[^0-9]", ""));
                assertThat(offset).isGreaterThan(last);
                last = offset;
                acks++;
            }
            assertThat(last).isEqualTo(5000);
            assertThat(acks).isLessThanOrEqualTo(5000);
        }
    }

    @Test
    void aRunnerThatTakesNothingIsSaidToBeUnresponsive() throws Exception {
        var heard = new Heard();
        try (var connection = connect(heard, Duration.ofSeconds(30))) {
            runner.say(FakeRunner.HELLO);
            heard.hello();
            var big = new RunnerCommand.Ping("x".repeat(10_000));
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 5000; i++) {
                                    connection.send(big);
                                }
                            })
                    .isInstanceOfSatisfying(
                            EnvironmentException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.RUNNER_UNRESPONSIVE));
        }
    }

    private RunnerConnection connect(Heard heard, Duration helloTimeout) throws Exception {
        var connection =
                SocketRunnerConnection.open(
                        "s1", runner.path, new RunnerCommand.Attach(7L, 3L), heard, helloTimeout);
        runner.accept();
        return connection;
    }
}
