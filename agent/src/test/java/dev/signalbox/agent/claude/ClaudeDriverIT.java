package dev.signalbox.agent.claude;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.RealAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The real Claude Code against a scripted model.
class ClaudeDriverIT {
    @TempDir Path folder;

    private ModelStub model;
    private LoopRunner claude;

    @BeforeEach
    void start() throws Exception {
        var program = RealAgent.CLAUDE.required();
        model = ModelStub.start();
        claude = runner(program, "bypass").start();
    }

    private LoopRunner runner(Path program, String permissionMode) throws Exception {
        return runner(program, permissionMode, Map.of());
    }

    private LoopRunner runner(Path program, String permissionMode, Map<String, String> more)
            throws Exception {
        var environment = new HashMap<String, String>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("ANTHROPIC_BASE_URL", model.url());
        environment.put("ANTHROPIC_API_KEY", "sk-stub");
        environment.put("CLAUDE_CODE_MAX_RETRIES", "2");
        environment.putAll(more);
        environment.values().removeIf(String::isEmpty);
        ObjectNode options = ProtocolJson.object().put("permissionMode", permissionMode);
        return new LoopRunner(
                new ClaudeAdapter(), folder.resolve(permissionMode), program, options, environment);
    }

    @AfterEach
    void stop() throws Exception {
        if (claude != null) {
            claude.close();
            assertThat(claude.problems()).isEmpty();
        }
        if (model != null) {
            model.close();
        }
    }

    private static <B extends ConversationBlock> List<B> completed(
            LoopRunner runner, Class<B> type) {
        return runner.events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private List<String> texts() {
        return completed(claude, ConversationBlock.AssistantText.class).stream()
                .filter(block -> block.incomplete() == null)
                .map(ConversationBlock.AssistantText::content)
                .toList();
    }

    @Test
    void aMessageIsAnsweredInPiecesAndAsAWhole() throws Exception {
        var ended = claude.query("q1", "[scenario:text] hello");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(ended.stopReason()).isEqualTo("end_turn");
        assertThat(texts()).containsExactly("Hello, this is a streamed answer.");
        assertThat(claude.events(StreamEvent.TextDelta.class)).hasSizeGreaterThan(1);
        assertThat(claude.events(StreamEvent.QueryStarted.class)).isEmpty();
        assertThat(claude.openBlocks()).isZero();
        var last = claude.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(last.usage().outputTokens()).isPositive();
        assertThat(last.costUSD()).isPositive();
        assertThat(claude.remembered()).containsEntry("version", RealAgent.CLAUDE.version());
    }

    @Test
    void usageIsOfTheQueryAlone() {
        claude.query("q1", "[scenario:text] one");
        var first = claude.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        claude.query("q2", "[scenario:text] two");
        var second = claude.events(StreamEvent.MetadataUpdate.class).getLast().metadata();

        assertThat(second.usage().outputTokens()).isEqualTo(first.usage().outputTokens());
        assertThat(second.costUSD()).isLessThan(first.costUSD() * 1.5);
    }

    @Test
    void aThoughtComesBeforeTheAnswer() {
        claude.query("q1", "[scenario:thinking] why");

        assertThat(completed(claude, ConversationBlock.Thinking.class))
                .extracting(ConversationBlock.Thinking::content)
                .containsExactly("First I consider the question.");
        assertThat(texts()).containsExactly("The answer is 42.");
    }

    @Test
    void aFileIsReallyWritten() {
        claude.query("q1", "[scenario:write-file] go");

        assertThat(claude.workspace().resolve("hello.txt")).hasContent("hello from the stub\n");
        var use = completed(claude, ConversationBlock.ToolUse.class).getFirst();
        assertThat(use.status()).isEqualTo(ToolStatus.SUCCESS);
        assertThat(use.kind()).isEqualTo("edit");
        assertThat(use.locations().getFirst().path()).endsWith("/workspace/hello.txt");
        assertThat(use.changes().getFirst().newText()).isEqualTo("hello from the stub\n");
    }

    @Test
    void aCommandThatFailsIsAToolThatFailed() {
        var ended = claude.query("q1", "[scenario:shell-fail] go");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(completed(claude, ConversationBlock.ToolUse.class).getFirst().status())
                .isEqualTo(ToolStatus.ERROR);
        var result = completed(claude, ConversationBlock.ToolResult.class).getFirst();
        assertThat(result.isError()).isTrue();
        assertThat(result.output().stringValue()).contains("Exit code 3").contains("oops");
    }

    @Test
    void anInterruptedTextStaysAndTheNextMessageIsAnswered() throws Exception {
        claude.start("q1", "[scenario:slow] go");
        claude.await(StreamEvent.TextDelta.class, _ -> true, "the first words");
        claude.interrupt("q1");

        assertThat(claude.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        var cut = completed(claude, ConversationBlock.AssistantText.class).getFirst();
        assertThat(cut.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(cut.content()).startsWith("s0 ");
        assertThat(claude.openBlocks()).isZero();

        assertThat(claude.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(texts()).containsExactly("Hello, this is a streamed answer.");
    }

    @Test
    void anInterruptThatFollowsItsMessageAtOnceIsHonoured() {
        claude.start("q1", "[scenario:slow] go");
        claude.interrupt("q1");

        assertThat(claude.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(claude.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void aKilledProcessIsResumedWithTheNextQuery() throws Exception {
        claude.query("q1", "[scenario:text] remember me");
        claude.start("q2", "[scenario:slow] go");
        claude.await(
                StreamEvent.TextDelta.class,
                delta -> delta.delta().contains("s0"),
                "the first words");
        claude.kill();
        claude.start();

        assertThat(claude.query("q3", "[scenario:thinking] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        var request = model.requests().getLast().body().toString();
        assertThat(request).contains("remember me");
    }

    @Test
    void aProcessThatWasClosedIsResumedAndCountsAnew() throws Exception {
        claude.query("q1", "[scenario:text] one");
        var first = claude.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        claude.closeInput();
        claude.start();
        claude.query("q2", "[scenario:text] two");
        var second = claude.events(StreamEvent.MetadataUpdate.class).getLast().metadata();

        assertThat(second.usage().outputTokens()).isEqualTo(first.usage().outputTokens());
        assertThat(second.costUSD()).isLessThan(first.costUSD() * 1.5);
    }

    @Test
    void aSessionThatClaudeHasLostBeginsAnew() throws Exception {
        claude.close();
        claude = runner(RealAgent.CLAUDE.required(), "bypass");
        claude.remember("claude.sessionId", "0b0e2f6c-9d42-4b9f-9a2f-7b6f3f6f0a01");
        claude.remember("claude.sessionUsed", "true");
        claude.spawn();
        claude.awaitExit();
        claude.start();

        assertThat(claude.query("q1", "[scenario:text] hello").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void anOverloadedModelIsAskedAgain() {
        var ended = claude.query("q1", "[scenario:error-529-twice] go");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(texts()).containsExactly("Recovered after two errors.");
        assertThat(claude.events(StreamEvent.Log.class))
                .filteredOn(log -> log.levelOrDefault() == LogLevel.WARN)
                .hasSize(2);
    }

    @Test
    void aWrongKeyFailsTheQueryByName() {
        var ended = claude.query("q1", "[scenario:error-401] go");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(completed(claude, ConversationBlock.ErrorBlock.class)).hasSize(1);
        assertThat(claude.events(StreamEvent.Failure.class)).hasSize(1);
        assertThat(claude.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void withoutAKeyTheQueryFailsByName() throws Exception {
        claude.close();
        claude =
                runner(RealAgent.CLAUDE.required(), "bypass", Map.of("ANTHROPIC_API_KEY", ""))
                        .start();
        var ended = claude.query("q1", "[scenario:text] go");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
    }

    @Test
    void aTextCutByTheConnectionIsTakenBackAndSaidAgain() throws Exception {
        var ended = claude.query("q1", "[scenario:drop-once] go");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(String.join("", texts())).isEqualTo("Cut in two.");
        assertThat(claude.openBlocks()).isZero();
    }

    @Test
    void aSubagentSpeaksInAConversationOfItsOwn() throws Exception {
        claude.query("q1", "[scenario:subagent] go");
        var agent =
                claude.await(
                        StreamEvent.BlockComplete.class,
                        complete -> complete.block() instanceof ConversationBlock.Subagent,
                        "the end of the subagent");
        var started = claude.await(StreamEvent.QueryStarted.class, _ -> true, "a turn of its own");
        claude.awaitEnd(started.queryId());

        var block = (ConversationBlock.Subagent) agent.block();
        assertThat(block.status()).isEqualTo(SubagentStatus.SUCCESS);
        assertThat(block.output().stringValue()).contains("Child result: 7.");
        assertThat(claude.events(StreamEvent.BlockComplete.class))
                .filteredOn(one -> one.conversationId().equals(block.subagentId()))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(claude.openBlocks()).isZero();
    }

    @Test
    void aSubagentInTheForegroundEndsWithItsCall() throws Exception {
        claude.query("q1", "[scenario:subagent-foreground] go");

        var agents = completed(claude, ConversationBlock.Subagent.class);
        assertThat(agents).hasSize(1);
        assertThat(agents.getFirst().status()).isEqualTo(SubagentStatus.SUCCESS);
        assertThat(claude.openBlocks()).isZero();
    }

    @Test
    void aPersonAllowsAndRejects() throws Exception {
        claude.close();
        claude = runner(RealAgent.CLAUDE.required(), "ask").start();
        claude.start("q1", "[scenario:write-file] go");
        var first = claude.await(StreamEvent.PermissionRequested.class, _ -> true, "a request");
        claude.answer(
                new RunnerCommand.AnswerPermission(first.requestId(), "reject_once", "no", null));
        claude.awaitEnd("q1");
        assertThat(claude.workspace().resolve("hello.txt")).doesNotExist();

        claude.start("q2", "[scenario:write-file] go");
        var second =
                claude.await(
                        StreamEvent.PermissionRequested.class,
                        request -> request.queryId().equals("q2"),
                        "a second request");
        claude.answer(
                new RunnerCommand.AnswerPermission(second.requestId(), "allow_once", null, null));
        claude.awaitEnd("q2");
        assertThat(Files.readString(claude.workspace().resolve("hello.txt"))).contains("hello");
    }

    @Test
    void aQuestionIsAnswered() throws Exception {
        claude.close();
        claude = runner(RealAgent.CLAUDE.required(), "ask").start();
        claude.start("q1", "[scenario:ask-user] go");
        var asked = claude.await(StreamEvent.PermissionRequested.class, _ -> true, "a question");
        var question = asked.questions().getFirst();
        var blue = question.options().get(1).id();
        claude.answer(
                new RunnerCommand.AnswerPermission(
                        asked.requestId(),
                        "answer",
                        null,
                        Map.of(question.id(), ProtocolJson.tree(List.of(blue)))));
        claude.awaitEnd("q1");

        assertThat(texts().getLast()).contains("\"Which colour?\"=\"Blue\"");
    }

    @Test
    void aCommandInTheBackgroundEndsAfterItsQuery() throws Exception {
        claude.query("q1", "[scenario:background] go");
        assertThat(completed(claude, ConversationBlock.ToolUse.class)).isEmpty();
        var started = claude.await(StreamEvent.QueryStarted.class, _ -> true, "a turn of its own");
        claude.awaitEnd(started.queryId());

        assertThat(completed(claude, ConversationBlock.ToolUse.class).getFirst().status())
                .isEqualTo(ToolStatus.SUCCESS);
        assertThat(claude.openBlocks()).isZero();
    }
}
