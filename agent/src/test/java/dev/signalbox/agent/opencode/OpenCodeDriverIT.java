package dev.signalbox.agent.opencode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.agent.Specs;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The real OpenCode against a scripted model. Its start and its first answer take seconds, so that
/// each process is used for several things.
class OpenCodeDriverIT {
    private static final Duration INTERRUPT_MAX = Duration.ofSeconds(2);

    @TempDir Path folder;

    private ModelStub model;
    private LoopRunner opencode;

    @BeforeEach
    void start() throws Exception {
        RealAgent.OPENCODE.required();
        model = ModelStub.start();
    }

    private ObjectNode options(String permissionMode) {
        var options = ProtocolJson.object().put("permissionMode", permissionMode);
        options.set(
                "opencodeConfig",
                Specs.options(
                        """
                        {'model': 'stub/m', 'small_model': 'stub/m', 'enabled_providers': ['stub'],
                         'provider': {'stub': {'npm': '@ai-sdk/openai-compatible',
                           'options': {'baseURL': '%s/v1', 'apiKey': 'x'},
                           'models': {'m': {'tool_call': true, 'reasoning': true,
                             'cost': {'input': 1, 'output': 2},
                             'limit': {'context': 200000, 'output': 8000}}}}}}\
                        """
                                .formatted(model.url())));
        return options;
    }

    private LoopRunner runner(ObjectNode options) throws Exception {
        var environment = new HashMap<String, String>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("OPENCODE_DISABLE_MODELS_FETCH", "1");
        environment.put("HTTP_PROXY", "http://127.0.0.1:9"); // Nobody listens there.
        environment.put("NO_PROXY", "127.0.0.1");
        opencode =
                new LoopRunner(
                        new OpenCodeAdapter(),
                        folder,
                        RealAgent.OPENCODE.required(),
                        options,
                        environment);
        return opencode;
    }

    @AfterEach
    void stop() throws Exception {
        if (opencode != null) {
            opencode.close();
            assertThat(opencode.problems()).isEmpty();
        }
        if (model != null) {
            model.close();
        }
    }

    private <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return opencode.events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private List<String> texts() {
        return completed(ConversationBlock.AssistantText.class).stream()
                .filter(block -> block.incomplete() == null)
                .map(ConversationBlock.AssistantText::content)
                .toList();
    }

    private StreamEvent.PermissionRequested requested(String queryId) {
        return opencode.await(
                StreamEvent.PermissionRequested.class,
                request -> request.queryId().equals(queryId),
                "a request of " + queryId);
    }

    private void answer(StreamEvent.PermissionRequested request, String option) {
        opencode.answer(
                new RunnerCommand.AnswerPermission(request.requestId(), option, null, null));
    }

    private StreamEvent.QueryEnded interrupted(String queryId) {
        long before = System.nanoTime();
        opencode.interrupt(queryId);
        var ended = opencode.awaitEnd(queryId);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(INTERRUPT_MAX);
        return ended;
    }

    @Test
    void itAnswersThinksWritesAndFails() throws Exception {
        runner(options("bypass")).start();
        var ended = opencode.query("q1", "[scenario:text] hello");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(ended.stopReason()).isEqualTo("end_turn");
        assertThat(texts()).containsExactly("Hello, this is a streamed answer.");
        assertThat(opencode.events(StreamEvent.TextDelta.class)).hasSizeGreaterThan(1);
        assertThat(opencode.events(StreamEvent.QueryStarted.class)).isEmpty();
        assertThat(opencode.remembered()).containsEntry("version", RealAgent.OPENCODE.version());
        var first = opencode.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(first.usage().outputTokens()).isPositive();
        assertThat(first.costUSD()).isPositive();
        assertThat(first.contextWindow()).isEqualTo(200_000L);
        assertThat(first.model()).isEqualTo("stub/m");

        opencode.query("q2", "[scenario:text] again");
        var second = opencode.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(second.usage().outputTokens()).isEqualTo(first.usage().outputTokens());

        opencode.query("q3", "[scenario:thinking] why");
        assertThat(completed(ConversationBlock.Thinking.class))
                .extracting(ConversationBlock.Thinking::content)
                .containsExactly("First I consider the question.");

        opencode.query("q4", "[scenario:write-file] go");
        assertThat(opencode.workspace().resolve("hello.txt")).hasContent("hello from the stub\n");
        var use = completed(ConversationBlock.ToolUse.class).getLast();
        assertThat(use.status()).isEqualTo(ToolStatus.SUCCESS);
        assertThat(use.kind()).isEqualTo("edit");
        assertThat(use.changes().getFirst().newText()).isEqualTo("hello from the stub\n");

        ended = opencode.query("q5", "[scenario:shell-fail] go");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(completed(ConversationBlock.ToolUse.class).getLast().status())
                .isEqualTo(ToolStatus.ERROR);
        var result = completed(ConversationBlock.ToolResult.class).getLast();
        assertThat(result.isError()).isTrue();
        assertThat(result.output().stringValue()).contains("oops");
        assertThat(opencode.events(StreamEvent.PermissionRequested.class)).isEmpty();
        assertThat(opencode.openBlocks()).isZero();
    }

    @Test
    void aPersonAllowsRejectsAndAnswers() throws Exception {
        runner(options("ask")).start();
        opencode.start("q1", "[scenario:write-file] go");
        var first = requested("q1");
        assertThat(first.rule()).isEqualTo("edit(*)");
        assertThat(first.toolName()).isEqualTo("write");
        answer(first, "reject_once");
        assertThat(opencode.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(opencode.workspace().resolve("hello.txt")).doesNotExist();
        assertThat(texts()).last().isEqualTo("I wrote hello.txt."); // The turn went on.

        opencode.start("q2", "[scenario:write-file] go");
        answer(requested("q2"), "allow_always");
        opencode.awaitEnd("q2");
        assertThat(opencode.workspace().resolve("hello.txt")).exists();

        opencode.start("q3", "[scenario:parallel-tools] go");
        answer(requested("q3"), "reject_once");
        assertThat(opencode.awaitEnd("q3").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(opencode.events(StreamEvent.PermissionWithdrawn.class)).hasSize(1);
        assertThat(texts()).last().isEqualTo("Both ran.");

        opencode.start("q4", "[scenario:ask-user] go");
        var asked = requested("q4");
        var question = asked.questions().getFirst();
        opencode.answer(
                new RunnerCommand.AnswerPermission(
                        asked.requestId(),
                        "answer",
                        null,
                        Map.of(
                                question.id(),
                                ProtocolJson.tree(List.of(question.options().get(1).id())))));
        opencode.awaitEnd("q4");
        assertThat(texts().getLast()).contains("\"Which colour?\"=\"Blue\"");

        opencode.start("q5", "[scenario:subagent] go");
        var ofChild = requested("q5"); // The child's command.
        answer(ofChild, "allow_once");
        opencode.awaitEnd("q5");
        var agent = completed(ConversationBlock.Subagent.class).getLast();
        assertThat(agent.status()).isEqualTo(SubagentStatus.SUCCESS);
        assertThat(agent.output().stringValue()).contains("Child result: 7.");
        assertThat(opencode.events(StreamEvent.BlockComplete.class))
                .filteredOn(one -> one.conversationId().equals(agent.subagentId()))
                .hasSizeGreaterThanOrEqualTo(3);

        opencode.start("q6", "[scenario:shell-long] go");
        requested("q6");
        assertThat(interrupted("q6").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(opencode.events(StreamEvent.PermissionWithdrawn.class)).hasSize(2);
        assertThat(opencode.openBlocks()).isZero();
    }

    @Test
    void interruptsAreHonouredAndTheNextMessageIsAnswered() throws Exception {
        runner(options("bypass")).start();
        opencode.start("q1", "[scenario:slow] go");
        opencode.await(StreamEvent.TextDelta.class, _ -> true, "the first words");
        assertThat(interrupted("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        var cut = completed(ConversationBlock.AssistantText.class).getFirst();
        assertThat(cut.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(cut.content()).startsWith("s0 ");
        assertThat(opencode.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);

        opencode.start("q3", "[scenario:shell-long] go");
        opencode.await(
                StreamEvent.TextDelta.class, delta -> delta.delta().contains("tick 2"), "ticks");
        assertThat(interrupted("q3").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        var use = completed(ConversationBlock.ToolUse.class).getFirst();
        assertThat(use.status()).isEqualTo(ToolStatus.ERROR);
        assertThat(use.incomplete()).isEqualTo(Incomplete.INTERRUPTED);

        opencode.start("q4", "[scenario:slow] go");
        assertThat(interrupted("q4").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(opencode.query("q5", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(texts()).last().isEqualTo("Hello, this is a streamed answer.");
        assertThat(opencode.events(StreamEvent.QueryStarted.class)).isEmpty();
        assertThat(opencode.openBlocks()).isZero();
    }

    @Test
    void failuresHaveNamesAndPatienceHasAnEnd() throws Exception {
        var options = options("bypass").put("maxRetries", 1);
        runner(options).start();
        var ended = opencode.query("q1", "[scenario:error-401] go");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(completed(ConversationBlock.ErrorBlock.class)).hasSize(1);
        assertThat(opencode.events(StreamEvent.Failure.class)).hasSize(1);

        ended = opencode.query("q2", "[scenario:error-529] go");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().code()).isEqualTo(ErrorCode.AGENT_OVERLOADED.name());
        assertThat(opencode.events(StreamEvent.Log.class))
                .filteredOn(log -> log.levelOrDefault() == LogLevel.WARN)
                .hasSize(2);

        ended = opencode.query("q3", "[scenario:drop-once] go");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(texts()).last().isEqualTo("Cut in two.");
        assertThat(completed(ConversationBlock.AssistantText.class))
                .filteredOn(text -> text.content().equals("Cut in "))
                .allMatch(text -> text.incomplete() == Incomplete.WITHDRAWN);

        ended = opencode.query("q4", "[scenario:error-400] go");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED); // It compacts by itself.
        assertThat(completed(ConversationBlock.SystemNotice.class))
                .extracting(ConversationBlock.SystemNotice::message)
                .contains("The conversation was compacted.");
        assertThat(opencode.openBlocks()).isZero();
    }

    @Test
    void aKilledProcessIsResumedAndALostSessionIsToldAgain() throws Exception {
        runner(options("bypass")).with("user: the word is plum").start();
        opencode.query("q1", "[scenario:text] remember me");
        opencode.start("q2", "[scenario:slow] go");
        opencode.await(
                StreamEvent.TextDelta.class,
                delta -> delta.delta().contains("s0"),
                "the first words");
        opencode.kill();
        opencode.start();
        assertThat(opencode.query("q3", "[scenario:thinking] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(model.requests().getLast().body().toString())
                .contains("remember me")
                .doesNotContain("plum");

        opencode.kill();
        opencode.remember("opencode.sessionId", "ses_nobodyKnowsThisOne");
        opencode.start();
        assertThat(opencode.query("q4", "[scenario:text] hello").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(model.requests().getLast().body().toString())
                .contains("the word is plum")
                .doesNotContain("remember me");
        assertThat(completed(ConversationBlock.SystemNotice.class)).hasSize(1);
    }

    @Test
    void serversAndReadOnlySessionsAreHonoured() throws Exception {
        var script = Files.writeString(folder.resolve("probe.sh"), ProbeServer.SCRIPT);
        var options = options("ask").put("systemPromptAppend", "Speak of plums.");
        options.set(
                "mcpServers",
                Specs.options(
                        "{'probe': {'command': 'bash', 'args': ['" + script + "'], 'env': {}}}"));
        runner(options).start();
        opencode.start("q1", "[scenario:mcp-tool] go");
        var request = requested("q1");
        assertThat(request.toolName()).isEqualTo("probe_echo");
        answer(request, "allow_once");
        opencode.awaitEnd("q1");
        assertThat(texts()).last().asString().contains("pong");
        assertThat(model.requests().getLast().body().toString()).contains("Speak of plums.");

        opencode.setOptions(Map.of("permissionMode", ProtocolJson.text("readOnly")));
        opencode.query("q2", "[scenario:write-file] go");
        assertThat(opencode.workspace().resolve("hello.txt")).doesNotExist();
        assertThat(opencode.events(StreamEvent.PermissionRequested.class)).hasSize(1);

        opencode.setOptions(Map.of("permissionMode", ProtocolJson.text("acceptEdits")));
        opencode.query("q3", "[scenario:write-file] go");
        assertThat(opencode.workspace().resolve("hello.txt")).exists();
        assertThat(opencode.events(StreamEvent.PermissionRequested.class)).hasSize(1);
    }
}
