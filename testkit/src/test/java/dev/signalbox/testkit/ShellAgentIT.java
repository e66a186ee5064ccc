package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@Timeout(60)
class ShellAgentIT {
    @TempDir private Path folder;

    @Test
    void aLineOfShellAnswersQueries() throws Exception {
        var command =
                ShellAgent.command(
                        folder,
                        """
                        while next_query; do
                            field prompt; text "b-$query" "you said $value"; log done; end completed
                        done
                        exit 7\
                        """);
        try (var agent = new AgentProcess(command, "s", folder.resolve("stderr"))) {
            agent.send("{\"type\":\"set_options\",\"options\":{}}");
            for (var query : new String[] {"q1", "q2"}) {
                agent.startQuery(query);
                var block = agent.event().path("block");
                assertThat(block.path("id").asString()).isEqualTo("b-" + query);
                assertThat(block.path("content").asString()).isEqualTo("you said hi");
                assertThat(agent.event().path("type").asString()).isEqualTo("log");
                assertThat(agent.event())
                        .isEqualTo(
                                Json.object(
                                        "type",
                                        "query_ended",
                                        "queryId",
                                        query,
                                        "outcome",
                                        "completed"));
            }
            agent.endInput();
            assertThat(agent.exitCode()).isEqualTo(7);
        }
    }
}
