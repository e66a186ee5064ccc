package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/// Interrupts, deaths and failures of the real Codex; each ends with another message that is answered.
class CodexRecoveryIT extends LiveCodex {
    @Test
    void anInterruptedTextStaysAndTheNextMessageIsAnswered() throws Exception {
        start("bypass");
        codex.start("q1", "[scenario:slow] go");
        codex.await(StreamEvent.TextDelta.class, _ -> true, "the first words");
        codex.interrupt("q1");

        assertThat(codex.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        var cut = completed(ConversationBlock.AssistantText.class).getFirst();
        assertThat(cut.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(cut.content()).startsWith("s0 ");
        assertThat(codex.openBlocks()).isZero();

        codex.start("q2", "[scenario:slow] go");
        codex.interrupt("q2"); // At once.
        assertThat(codex.awaitEnd("q2").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(codex.query("q3", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(texts()).containsExactly(ANSWER);
    }

    private static long ticking(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info()
                                .arguments()
                                .map(arguments -> String.join(" ", arguments).contains(mark))
                                .orElse(false))
                .count();
    }

    /// A scenario that runs a command, and is told of it after that time at the latest.
    private void putCommand(String name, String command, int patienceMs) {
        model.putScenario(
                name,
                """
                {"turns":[{"steps":[{"tool":{"name":"exec_command",
                "input":{"cmd":"%s","yield_time_ms":%d}}}]},{"steps":[{"text":"Over."}]}]}
                """
                        .formatted(command, patienceMs));
    }

    @Test
    void anInterruptedCommandIsReallyGone() throws Exception {
        start("bypass");
        var mark = "300." + System.nanoTime(); // An argument that is nobody else's.
        putCommand("forever", "sleep " + mark, 30_000);
        codex.start("q1", "[scenario:forever] go");
        codex.await(StreamEvent.BlockStart.class, _ -> true, "the call");
        assertThat(ticking(mark)).isPositive();
        codex.interrupt("q1");

        assertThat(codex.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        Awaitility.await("its end").atMost(Duration.ofSeconds(2)).until(() -> ticking(mark) == 0);
        assertThat(codex.openBlocks()).isZero();
        assertThat(completed(ConversationBlock.ToolUse.class).getFirst().incomplete())
                .isEqualTo(Incomplete.INTERRUPTED);
        assertThat(codex.restarts()).isEmpty();
        assertThat(codex.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void aCommandThatIsMeantToGoOnOutlivesItsQueryAndAnInterrupt() throws Exception {
        start("bypass");
        putCommand("background", "echo begun; sleep 1.5; echo late", 250);
        codex.query("q1", "[scenario:background] go");
        assertThat(completed(ConversationBlock.ToolUse.class)).isEmpty();
        codex.start("q2", "[scenario:slow] go");
        codex.await(StreamEvent.TextDelta.class, one -> one.delta().contains("s0"), "a word");
        codex.interrupt("q2");
        codex.awaitEnd("q2");
        codex.await(
                StreamEvent.BlockComplete.class,
                one -> one.block() instanceof ConversationBlock.ToolResult,
                "the result");

        var result = completed(ConversationBlock.ToolResult.class).getFirst();
        assertThat(result.output().stringValue()).isEqualTo("begun\nlate\n");
        assertThat(result.isError()).isFalse();
        assertThat(codex.openBlocks()).isZero();
    }

    @Test
    void aKilledProcessIsResumedAndCountsAnew() throws Exception {
        start("bypass");
        codex.query("q1", "[scenario:text] remember me");
        var first = codex.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        codex.start("q2", "[scenario:slow] go");
        codex.await(
                StreamEvent.TextDelta.class,
                delta -> delta.delta().contains("s0"),
                "the first words");
        codex.kill();
        codex.start();

        assertThat(codex.query("q3", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(model.requests().getLast().body().toString()).contains("remember me");
        var third = codex.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(third.usage().outputTokens()).isEqualTo(first.usage().outputTokens());
    }

    @Test
    void aThreadThatCodexHasLostIsToldAgain() throws Exception {
        codex = runner(options("bypass")).with("User: my colour is blue");
        codex.remember("codex.threadId", "01a205ff-208c-7f63-976a-0e3c57951c20");
        codex.start();

        assertThat(codex.query("q1", "[scenario:text] hello").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(model.requests().getLast().body().toString()).contains("my colour is blue");
        assertThat(completed(ConversationBlock.SystemNotice.class)).hasSize(1);
        codex.query("q2", "[scenario:text] and now");
        assertThat(completed(ConversationBlock.SystemNotice.class)).hasSize(1);
        codex.kill();
        codex.start();
        codex.query("q3", "[scenario:text] resumed");
        assertThat(completed(ConversationBlock.SystemNotice.class)).hasSize(1);
    }

    @Test
    void failuresHaveTheirNamesAndTheNextMessageIsAnswered() throws Exception {
        start("bypass");
        var codes =
                Map.of(
                        "error-401", ErrorCode.AGENT_AUTH_FAILED,
                        "error-429", ErrorCode.AGENT_OVERLOADED,
                        "error-529", ErrorCode.AGENT_OVERLOADED,
                        "error-400", ErrorCode.AGENT_CONTEXT_TOO_LONG);
        codes.forEach((scenario, code) -> {
            var ended = codex.query(scenario, "[scenario:" + scenario + "] go");

            assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
            assertThat(ended.cause().code()).isEqualTo(code.name());
        });
        assertThat(completed(ConversationBlock.ErrorBlock.class)).hasSize(4);
        assertThat(codex.events(StreamEvent.Failure.class)).hasSize(4);
        assertThat(codex.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void aTextCutByTheConnectionIsTakenBackAndSaidAgain() throws Exception {
        start("bypass");
        var ended = codex.query("q1", "[scenario:drop-once] go");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(String.join("", texts())).isEqualTo("Cut in two.");
        assertThat(completed(ConversationBlock.AssistantText.class).getFirst().incomplete())
                .isEqualTo(Incomplete.WITHDRAWN);
        assertThat(codex.events(StreamEvent.Log.class))
                .filteredOn(log -> log.levelOrDefault() == LogLevel.WARN)
                .anyMatch(log -> log.message().contains("the model did not answer"));

        assertThat(codex.query("q2", "[scenario:drop] go").outcome())
                .isEqualTo(QueryOutcome.FAILED);
        assertThat(codex.openBlocks()).isZero();
    }

    @Test
    void anInterruptWithdrawsWhatWasAsked() throws Exception {
        start("ask");
        codex.start("q1", "[scenario:shell-ok] go");
        var asked = asked("q1");
        codex.interrupt("q1");

        assertThat(codex.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(codex.events(StreamEvent.PermissionWithdrawn.class))
                .extracting(StreamEvent.PermissionWithdrawn::requestId)
                .containsExactly(asked.requestId());
        assertThat(codex.openBlocks()).isZero();
        assertThat(codex.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }
}
