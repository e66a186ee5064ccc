package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

@Timeout(60)
class ScriptedAgentIT {
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir private Path folder;

    private final String session = UUID.randomUUID().toString();

    private AgentProcess start(String script) throws IOException {
        var command = ScriptedAgent.command(folder.resolve("script.json"), script);
        return new AgentProcess(command, session, folder.resolve("stderr"));
    }

    @Test
    void aScriptIsPlayedForEachQueryUntilTheInputEnds() throws Exception {
        try (var agent =
                start(
                        """
                        [{"waitFor": "start_query"},
                         {"emit": {"type": "log", "message": "$prompt by $nobody", "level": "info"}},
                         {"emit": {"type": "query_ended", "queryId": "$queryId", "outcome": "completed"}},
                         {"again": true}]\
                        """)) {
            for (var query : new String[] {"q1", "q2"}) {
                agent.startQuery(query);
                assertThat(agent.event().path("message").asString()).isEqualTo("hi by $nobody");
                assertThat(agent.event().path("queryId").asString()).isEqualTo(query);
            }
            agent.endInput();
            assertThat(agent.exitCode()).isZero();
        }
    }

    @Test
    void anInterruptEndsTheQueryAndTheNextOneIsPlayed() throws Exception {
        try (var agent =
                start(
                        """
                        [{"waitFor": "start_query"}, {"gate": "in-query"}, {"exit": 9},
                         {"waitFor": "start_query"},
                         {"emit": {"type": "query_ended", "queryId": "$queryId", "outcome": "completed"}}]\
                        """)) {
            agent.startQuery("q1");
            ScriptedAgent.awaitReached(folder.resolve("script.json"), "in-query", WAIT);
            agent.send("{\"type\":\"interrupt\",\"queryId\":\"other\"}");
            agent.send("{\"type\":\"interrupt\",\"queryId\":\"q1\"}");

            assertThat(agent.event())
                    .isEqualTo(
                            Json.object(
                                    "type",
                                    "query_ended",
                                    "queryId",
                                    "q1",
                                    "outcome",
                                    "interrupted"));

            agent.startQuery("q2");
            assertThat(agent.event().path("outcome").asString()).isEqualTo("completed");
        }
    }

    @Test
    void anInterruptMayBeIgnoredOrWaitedFor() throws Exception {
        try (var agent =
                start(
                        """
                        [{"ignoreInterrupt": true}, {"waitFor": "start_query"}, {"waitFor": "interrupt"},
                         {"raw": "not json"}, {"raw": "torn", "newline": false}, {"exit": 3}]\
                        """)) {
            agent.startQuery("q1");
            agent.send("{\"type\":\"interrupt\",\"queryId\":\"q1\"}");

            assertThat(agent.line()).isEqualTo("not json");
            assertThat(agent.line()).isEqualTo("torn");
            assertThat(agent.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void aGateLetsThroughWhenItIsOpened() throws Exception {
        var script = folder.resolve("script.json");
        try (var agent = start("[{\"gate\": \"g\"}, {\"stderr\": \"said\"}, {\"exit\": 0}]")) {
            ScriptedAgent.awaitReached(script, "g", WAIT);
            assertThat(agent.process().isAlive()).isTrue();

            ScriptedAgent.open(script, "g");

            assertThat(agent.exitCode()).isZero();
            assertThat(folder.resolve("stderr")).hasContent("said");
        }
    }

    @Test
    void itKillsItself() throws Exception {
        try (var agent = start("[{\"signal\": \"KILL\"}]")) {
            assertThat(agent.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void itIsDeafToSigtermAndToTheEndOfInput() throws Exception {
        try (var agent =
                start(
                        """
                        [{"ignoreTerm": true}, {"ignoreEof": true}, {"raw": "deaf"}, {"waitFor": "start_query"}]\
                        """)) {
            assertThat(agent.line()).isEqualTo("deaf");
            agent.endInput();
            agent.process().destroy();

            assertThat(agent.process().waitFor(Duration.ofMillis(500))).isFalse();

            agent.process().destroyForcibly();
            assertThat(agent.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void childAndDaemonOutliveItAndAreFoundByTheirSession() throws Exception {
        try (var agent =
                start(
                        "[{\"spawn\": \"child\"}, {\"spawn\": \"daemon\"}, {\"signal\": \"KILL\"}]")) {
            long child = agent.event().path("data").path("pid").asLong();
            long daemon = agent.event().path("data").path("pid").asLong();
            assertThat(agent.exitCode()).isEqualTo(137);

            assertThat(Processes.isAlive(agent.process().pid())).isFalse();
            assertThat(Processes.ofSession(session)).containsExactlyInAnyOrder(child, daemon);

            ProcessHandle.of(child).orElseThrow().destroyForcibly();
            ProcessHandle.of(daemon).orElseThrow().destroyForcibly();
            Processes.awaitNoneOfSession(session, WAIT);
            Processes.awaitDead(daemon, WAIT);
        }
    }

    @Test
    void processesThatAreLeftAreNamed() throws Exception {
        try (var agent = start("[{\"raw\": \"up\"}, {\"waitFor\": \"start_query\"}]")) {
            assertThat(agent.line()).isEqualTo("up");

            assertThatThrownBy(() -> Processes.awaitNoneOfSession(session, Duration.ofMillis(10)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(String.valueOf(agent.process().pid()))
                    .hasMessageContaining("ScriptedAgent");
        }
    }

    @Test
    void aBigLineIsOneLine() throws Exception {
        try (var agent = start("[{\"bigLine\": 2}, {\"bigLine\": 1, \"json\": false}]")) {
            assertThat(agent.event().path("message").asString()).hasSize(2 << 20);
            assertThat(agent.line()).hasSize(1 << 20).containsOnlyOnce("xx".repeat(1 << 19));
        }
    }

    @Test
    void aFloodIsNumbered() throws Exception {
        try (var agent =
                start(
                        """
                        [{"flood": 3},
                         {"flood": 1000, "event": {"type": "text_delta", "blockId": "b", "delta": "$i "}}]\
                        """)) {
            for (int i = 0; i < 3; i++) {
                assertThat(agent.event().path("message").asString()).isEqualTo("flood " + i);
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(agent.event().path("delta").asString()).isEqualTo(i + " ");
            }
        }
    }

    @Test
    void anAgentCanFailOnItsFirstStartOnly() throws Exception {
        var script = "[{\"firstStart\": \"seen\", \"steps\": [{\"exit\": 1}]}, {\"exit\": 0}]";
        try (var first = start(script)) {
            assertThat(first.exitCode()).isEqualTo(1);
        }
        try (var second = start(script)) {
            assertThat(second.exitCode()).isZero();
        }
    }

    @Test
    void aScriptThatCannotBeReadIsSaid() throws Exception {
        try (var agent = start("[{\"typo\": 1}]")) {
            assertThat(agent.exitCode()).isEqualTo(64);
            assertThat(Files.readString(folder.resolve("stderr")))
                    .contains("not a step: {\"typo\":1}");
        }
    }
}
