package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.testkit.MalformedLines;
import dev.signalbox.testkit.ScriptedAgent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// Agents that print what no agent should.
@Timeout(120)
class HostileAgentIT {
    private static final int LINES = Integer.getInteger("malformed.lines", 20_000);

    @TempDir Path dir;

    @Test
    void anAgentThatPrintsTwentyThousandMalformedLinesLosesNothingElseThatItSays()
            throws Exception {
        long seed = MalformedLines.newSeed();
        System.out.println("HostileAgentIT seed=" + seed);
        var agent =
                ScriptedAgent.command(
                        dir.resolve("agent.json"),
                        """
                        [{"waitFor":"start_query"},
                         {"emit":{"type":"block_start","conversationId":"main","block":{"type":"assistant_text","id":"b-$queryId","content":""}}},
                         {"emit":{"type":"text_delta","conversationId":"main","blockId":"b-$queryId","delta":"before "}},
                         {"firstStart":"hostile","steps":[{"malformed":%d,"seed":%d}]},
                         {"emit":{"type":"text_delta","conversationId":"main","blockId":"b-$queryId","delta":"after"}},
                         {"emit":{"type":"block_complete","conversationId":"main","blockId":"b-$queryId","block":{"type":"assistant_text","id":"b-$queryId","content":"before after"}}},
                         {"emit":{"type":"query_ended","queryId":"$queryId","outcome":"completed"}},
                         {"waitFor":"start_query"},
                         {"emit":{"type":"query_ended","queryId":"$queryId","outcome":"completed"}}]
                        """
                                .formatted(LINES, seed));
        try (var runner = new RunnerProcess(dir, agent).start()) {
            long began = System.nanoTime();
            var server = runner.attach(0, 1);
            server.startQuery("q1");
            var end = server.ended("q1");
            assertThat(end.path("outcome").asString("")).as("seed %d", seed).isEqualTo("completed");
            long seconds = (System.nanoTime() - began) / 1_000_000_000L + 1;

            var whole =
                    server.event(
                            "block_complete",
                            one -> one.path("blockId").asString("").equals("b-q1"));
            assertThat(whole.at("/block/content").asString("")).isEqualTo("before after");
            assertThat(server.ends("q1")).isEqualTo(1);
            for (int i = 1; i < server.offsets.size(); i++) {
                assertThat(server.offsets.get(i)).isEqualTo(server.offsets.get(i - 1) + 1);
            }

            assertThat(runner.process().isAlive()).isTrue();
            server.works("q2"); // With the same life of the agent.
            // The last reports come a second after the lines that they stand for.
            await().until(() -> lines(server) > LINES / 3);
            assertReportedOncePerKindAndSecond(violations(server), seconds + 2);
            assertThat(server.types().stream().filter("status"::equals).count())
                    .isLessThanOrEqualTo(3);
        }
    }

    private static List<JsonNode> violations(ServerSide server) {
        return server.events.stream()
                .filter(one -> one.path("code").asString("").equals("RUNNER_PROTOCOL_VIOLATION"))
                .map(JsonNode.class::cast)
                .toList();
    }

    private static long lines(ServerSide server) {
        return violations(server).stream()
                .mapToLong(report -> report.at("/data/count").asLong(0))
                .sum();
    }

    private static void assertReportedOncePerKindAndSecond(List<JsonNode> reports, long seconds) {
        var times = new TreeMap<String, Long>();
        for (var report : reports) {
            times.merge(report.at("/data/kind").asString(""), 1L, Long::sum);
            assertThat(report.at("/data/head").asString("").length()).isLessThanOrEqualTo(200);
        }
        assertThat(times.keySet())
                .containsExactly(
                        "block_law", "missing_field", "not_json", "too_long", "wrong_type");
        assertThat(times.values()).allMatch(count -> count <= seconds + 2);
    }
}
