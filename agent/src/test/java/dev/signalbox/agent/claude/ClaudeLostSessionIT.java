package dev.signalbox.agent.claude;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.RealAgent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/// The real Claude Code, whose own memory of a session is taken away.
class ClaudeLostSessionIT {
    @TempDir Path folder;

    @Test
    void aLostSessionIsToldAgain() throws Exception {
        var program = RealAgent.CLAUDE.required();
        try (var model = ModelStub.start();
                var claude = runner(program, model)) {
            claude.start();
            claude.query("q1", "[scenario:text] one");
            claude.kill();
            deleteAll(folder.resolve("home/.claude"));
            claude.with("User: a heron was seen").spawn();
            claude.awaitExit(); // It does not know the session, says so and ends.

            claude.start();
            var ended = claude.query("q2", "[scenario:text] which bird");

            assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
            assertThat(model.requests().getLast().body().toString()).contains("a heron was seen");
            assertThat(claude.events(StreamEvent.BlockComplete.class))
                    .filteredOn(one -> one.block() instanceof ConversationBlock.SystemNotice)
                    .hasSize(1);
            claude.query("q3", "[scenario:thinking] and now");
            assertThat(model.requests().getLast().body().toString())
                    .containsOnlyOnce("a heron was seen");
            assertThat(claude.problems()).isEmpty();
        }
    }

    private LoopRunner runner(Path program, ModelStub model) throws IOException {
        var environment =
                Map.of(
                        "PATH", System.getenv("PATH"),
                        "ANTHROPIC_BASE_URL", model.url(),
                        "ANTHROPIC_API_KEY", "sk-stub");
        return new LoopRunner(
                new ClaudeAdapter(), folder, program, ProtocolJson.object(), environment);
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
