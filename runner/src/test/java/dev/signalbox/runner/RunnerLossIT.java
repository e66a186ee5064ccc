package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testkit.Processes;
import dev.signalbox.testkit.ScriptedAgent;
import dev.signalbox.testkit.ShellAgent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// What is left when the runner itself is killed, and lines that no runner should have to carry.
class RunnerLossIT {
    @TempDir Path dir;

    /// A crash of the machine takes what the disk did not have yet, and the new runner speaks before a
    /// server attaches to it.
    @Test
    void aSpoolThatLostItsEndNeverGivesAnOffsetASecondTime() throws Exception {
        var agent = ShellAgent.command(dir, "while next_query; do log hello; end completed; done");
        try (var runner = new RunnerProcess(dir, agent).start()) {
            var server = runner.attach(0, 1);
            server.works("q1");
            long journaled = server.offsets.getLast();
            runner.kill();
            var segment = dir.resolve("run/spool/00000001.jsonl");
            Files.writeString(
                    segment, Files.readString(segment).lines().findFirst().orElseThrow() + "\n");
            runner.config.put("after", journaled);
            runner.start();
            var next = runner.attach(journaled, 2);
            next.works("q2");
            assertThat(next.offsets.getFirst()).isEqualTo(journaled + 1);
            for (int i = 1; i < next.offsets.size(); i++) {
                assertThat(next.offsets.get(i)).isEqualTo(next.offsets.get(i - 1) + 1);
            }
            assertThat(next.types()).contains("status");
        }
    }

    @Test
    void theNextRunnerEndsWhatAKilledOneLeft() throws Exception {
        var body =
                "while next_query; do if [ $query = q1 ]; then emit '{\"type\":\"block_start\",\"conversationId\":\"main\","
                        + "\"block\":{\"type\":\"assistant_text\",\"id\":\"b1\",\"content\":\"\"}}'; emit '{\"type\":\"text_delta\","
                        + "\"conversationId\":\"main\",\"blockId\":\"b1\",\"delta\":\"half\"}'; else end completed; fi; done";
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, body)).start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            server.event("text_delta", e -> true);
            long agent = server.reply("hello").path("agentPid").asLong(0);
            runner.kill();
            var segment = dir.resolve("run/spool/00000001.jsonl");
            Files.writeString(segment, "{\"offset\":99,\"at", StandardOpenOption.APPEND);

            runner.start();
            var again = runner.attach(server.offsets.getLast(), 1);
            assertThat(again.ended("q1").path("outcome").asString()).isEqualTo("lost");
            assertThat(again.types().subList(0, 3))
                    .containsExactly("log", "block_complete", "query_ended");
            assertThat(again.events.getFirst().path("message").asString()).contains("torn");
            assertThat(again.events.get(1).at("/block/content").asString()).isEqualTo("half");
            assertThat(again.offsets.getFirst()).isEqualTo(server.offsets.getLast() + 1);
            if (agent > 0) {
                Processes.awaitDead(agent, Duration.ofSeconds(5));
            }
            again.startQuery("q1");
            again.works("q2");
            assertThat(again.ends("q1")).isEqualTo(1);
        }
    }

    @Test
    void aServerThatKnowsMoreThanTheSpoolIsToldOnlyNewEvents() throws Exception {
        var body = "while next_query; do end completed; done";
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, body)).start()) {
            var server = runner.attach(500, 1);
            assertThat(server.reply("hello").path("nextOffset").asLong()).isGreaterThan(500);
            server.works("q1");
            assertThat(server.offsets.getFirst()).isEqualTo(501);
        }
    }

    @Test
    void aLineOfThirtyOneMebibytesPassesAndOneOfThirtyThreeIsReported() throws Exception {
        var script = dir.resolve("script.json");
        var command =
                ScriptedAgent.command(
                        script,
                        """
                        [{"waitFor":"start_query"},
                         {"bigLine":31},{"bigLine":33},{"raw":"no json"},{"raw":"[1]"},{"raw":"{\\"type\\":\\"log\\"}"},
                         {"emit":{"type":"text_delta","conversationId":"main","blockId":"none","delta":"x"}},
                         {"emit":{"type":"query_ended","queryId":"$queryId","outcome":"completed"}},
                         {"again":true}]
                        """);
        try (var runner = new RunnerProcess(dir, command).start()) {
            var server = runner.attach(0, 1);
            server.works("q1");
            var big = server.event("log", e -> e.path("message").asString("").length() > 1000);
            assertThat(big.path("message").asString()).hasSize(31 << 20);
            for (var kind : new String[] {"too_long", "not_json", "missing_field", "block_law"}) {
                var error =
                        server.event("error", e -> e.at("/data/kind").asString("").equals(kind));
                assertThat(error.path("code").asString()).isEqualTo("RUNNER_PROTOCOL_VIOLATION");
                assertThat(error.at("/data/bytes").asLong()).isPositive();
            }
            server.works("q2");
        }
    }

    @Test
    void tenThousandEventsComeInOrderToAServerThatComesAndGoes() throws Exception {
        var script = dir.resolve("script.json");
        var command =
                ScriptedAgent.command(
                        script,
                        """
                        [{"waitFor":"start_query"},{"flood":10000},
                         {"emit":{"type":"query_ended","queryId":"$queryId","outcome":"completed"}},{"again":true}]
                        """);
        try (var runner = new RunnerProcess(dir, command).start()) {
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            long last = 0;
            long expected = 1;
            while (server.find("query_ended", e -> true) == null) {
                server.event("log", e -> true);
                for (long offset : server.offsets) {
                    assertThat(offset).isEqualTo(expected++);
                    last = offset;
                }
                server.send("ack", "offset", last);
                server.close();
                for (long offset :
                        server.offsets.subList(
                                (int) (last - server.offsets.getFirst() + 1),
                                server.offsets.size())) {
                    assertThat(offset).isEqualTo(expected++);
                    last = offset;
                }
                if (server.find("query_ended", e -> true) != null) {
                    break;
                }
                server = runner.attach(last, 1);
                server.reply("hello");
            }
            runner.attach(last, 1).works("q2");
        }
    }
}
