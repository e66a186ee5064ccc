package dev.signalbox.agent.codex;

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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The real Codex against a scripted model.
class CodexDriverIT {
    private static final String ANSWER = "Hello, this is a streamed answer.";

    @TempDir Path folder;

    private ModelStub model;
    private LoopRunner codex;

    @BeforeEach
    void startModel() throws Exception {
        RealAgent.CODEX.required();
        model = ModelStub.start();
    }

    /// Codex, ready, in a permission mode.
    private LoopRunner start(String permissionMode) throws Exception {
        return start(options(permissionMode));
    }

    private LoopRunner start(ObjectNode options) throws Exception {
        codex = runner(options).start();
        return codex;
    }

    private ObjectNode options(String permissionMode) {
        var provider =
                ProtocolJson.object()
                        .put("name", "stub")
                        .put("base_url", model.url() + "/v1")
                        .put("env_key", "STUB_KEY")
                        .put("wire_api", "responses")
                        .put("request_max_retries", 1)
                        .put("stream_max_retries", 1);
        var config = ProtocolJson.object().put("model_provider", "stub");
        config.set("model_providers.stub", provider);
        var options =
                ProtocolJson.object().put("permissionMode", permissionMode).put("model", "gpt-5.5");
        options.set("config", config);
        return options;
    }

    private LoopRunner runner(ObjectNode options) throws Exception {
        return runner(options, Map.of("STUB_KEY", "sk-stub"));
    }

    private LoopRunner runner(ObjectNode options, Map<String, String> keys) throws Exception {
        new CodexAdapter().validate(options);
        var environment = new HashMap<>(keys);
        environment.put("PATH", System.getenv("PATH"));
        return new LoopRunner(
                new CodexAdapter(), folder, RealAgent.CODEX.required(), options, environment);
    }

    @AfterEach
    void stop() throws Exception {
        if (codex != null) {
            codex.close();
            assertThat(codex.problems()).isEmpty();
        }
        if (model != null) {
            model.close();
        }
    }

    private <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return codex.events(StreamEvent.BlockComplete.class).stream()
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

    private StreamEvent.PermissionRequested asked(String queryId) {
        return codex.await(
                StreamEvent.PermissionRequested.class,
                request -> request.queryId().equals(queryId),
                "a request");
    }

    private void answer(StreamEvent.PermissionRequested request, String optionId) {
        codex.answer(new RunnerCommand.AnswerPermission(request.requestId(), optionId, null, null));
    }

    @Test
    void messagesAreAnsweredAndCountedEachByItself() throws Exception {
        start("bypass");
        var ended = codex.query("q1", "[scenario:text] hello");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(ended.stopReason()).isEqualTo("end_turn");
        assertThat(texts()).containsExactly(ANSWER);
        assertThat(codex.events(StreamEvent.TextDelta.class)).hasSizeGreaterThan(1);
        assertThat(codex.events(StreamEvent.QueryStarted.class)).isEmpty();
        assertThat(codex.openBlocks()).isZero();
        assertThat(codex.remembered()).containsEntry("version", RealAgent.CODEX.version());
        var first = codex.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(first.model()).isEqualTo("gpt-5.5");
        assertThat(first.contextWindow()).isPositive();

        codex.query("q2", "[scenario:thinking] why");
        var second = codex.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(completed(ConversationBlock.Thinking.class))
                .extracting(ConversationBlock.Thinking::content)
                .containsExactly("First I consider the question.");
        assertThat(texts()).containsExactly(ANSWER, "The answer is 42.");
        assertThat(second.usage().outputTokens()).isLessThan(2 * first.usage().outputTokens());
    }

    @Test
    void aCommandThatFailsIsAToolThatFailed() throws Exception {
        start("bypass");
        var ended = codex.query("q1", "[scenario:shell-fail] go");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        var use = completed(ConversationBlock.ToolUse.class).getFirst();
        assertThat(use.status()).isEqualTo(ToolStatus.ERROR);
        assertThat(use.input().path("command").stringValue()).isEqualTo("echo oops >&2; exit 3");
        var result = completed(ConversationBlock.ToolResult.class).getFirst();
        assertThat(result.isError()).isTrue();
        assertThat(result.output().stringValue()).isEqualTo("oops\n");
        assertThat(result.others().get("exitCode").intValue()).isEqualTo(3);
    }

    @Test
    void aPersonRejectsAndAllowsACommand() throws Exception {
        start("ask");
        codex.start("q1", "[scenario:shell-ok] go");
        var first = asked("q1");
        answer(first, "reject_once");
        assertThat(codex.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(codex.workspace().resolve("made-by-shell")).doesNotExist();
        assertThat(completed(ConversationBlock.ToolUse.class).getFirst().status())
                .isEqualTo(ToolStatus.ERROR);

        codex.start("q2", "[scenario:shell-ok] go");
        var second = asked("q2");
        assertThat(second.rule()).isEqualTo(first.rule());
        answer(second, "allow_once");
        codex.awaitEnd("q2");
        assertThat(codex.workspace().resolve("made-by-shell")).exists();
        assertThat(completed(ConversationBlock.ToolUse.class).getLast().status())
                .isEqualTo(ToolStatus.SUCCESS);
        assertThat(codex.events(StreamEvent.PermissionWithdrawn.class)).isEmpty();
    }

    @Test
    void aChangeOfAFileIsAskedForUnlessTheModeAllowsIt() throws Exception {
        start("ask");
        codex.start("q1", "[scenario:patch] go");
        var asked = asked("q1");
        assertThat(asked.toolName()).isEqualTo("fileChange");
        assertThat(asked.rule()).endsWith("/workspace/hello.txt)");
        answer(asked, "reject_once");
        codex.awaitEnd("q1");
        var file = codex.workspace().resolve("hello.txt");
        assertThat(file).doesNotExist();

        codex.setOptions(Map.of("permissionMode", ProtocolJson.text("readOnly")));
        codex.query("q2", "[scenario:patch] go");
        assertThat(file).doesNotExist();
        codex.setOptions(Map.of("permissionMode", ProtocolJson.text("acceptEdits")));
        codex.query("q3", "[scenario:patch] go");

        assertThat(file).hasContent("hello from the stub\n");
        assertThat(codex.events(StreamEvent.PermissionRequested.class)).hasSize(1);
        var use = completed(ConversationBlock.ToolUse.class).getLast();
        assertThat(use.status()).isEqualTo(ToolStatus.SUCCESS);
        assertThat(use.kind()).isEqualTo("edit");
        assertThat(use.locations().getFirst().path()).endsWith("/workspace/hello.txt");
        assertThat(use.changes().getFirst().newText()).isEqualTo("hello from the stub\n");
    }

    @Test
    void nothingIsWrittenInReadOnlyMode() throws Exception {
        start("readOnly");
        codex.query("q1", "[scenario:shell-ok] go");
        codex.query("q2", "[scenario:escalate] go");

        assertThat(codex.workspace()).isEmptyDirectory();
        assertThat(codex.workspace().resolve("../outside-workspace")).doesNotExist();
        assertThat(codex.events(StreamEvent.PermissionRequested.class)).isEmpty();
    }

    @Test
    void aQuestionIsAnswered() throws Exception {
        start("bypass");
        codex.start("q1", "[scenario:ask-user] go");
        var asked = asked("q1");
        var question = asked.questions().getFirst();
        var blue = question.options().get(1).id();
        codex.answer(
                new RunnerCommand.AnswerPermission(
                        asked.requestId(),
                        "answer",
                        null,
                        Map.of(question.id(), ProtocolJson.tree(List.of(blue)))));
        codex.awaitEnd("q1");

        assertThat(texts().getLast()).contains("Blue");
        assertThat(completed(ConversationBlock.ToolUse.class).getFirst().toolUseId())
                .isEqualTo(asked.toolUseId());
    }

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

    /// What a model server is told of who asks; it refuses every request.
    private static String authorization(ServerSocket server) throws IOException {
        try (var socket = server.accept();
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII))) {
            var said = "";
            for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("authorization:")) {
                    said = line;
                }
            }
            var answer =
                    "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            return said;
        }
    }

    @Test
    void aKeyInTheEnvironmentIsUsedAndNotWrittenDown() throws Exception {
        var told = new CompletableFuture<String>();
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (true) {
                                told.complete(authorization(server));
                            }
                        } catch (IOException e) {
                            told.completeExceptionally(e); // The test is over.
                        }
                    });
            var options = options("bypass");
            if (options.at("/config/model_providers.stub") instanceof ObjectNode provider) {
                provider.remove("env_key");
                provider.put("requires_openai_auth", true);
                provider.put("base_url", "http://127.0.0.1:" + server.getLocalPort() + "/v1");
            }
            codex = runner(options, Map.of("OPENAI_API_KEY", "sk-of-a-user")).start();

            assertThat(codex.query("q1", "hello").cause().code())
                    .isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
            assertThat(told.get()).endsWith("Bearer sk-of-a-user");
            assertThat(folder.resolve("home/.codex/auth.json")).doesNotExist();
        }
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
    void aSubagentSpeaksInAConversationOfItsOwn() throws Exception {
        start(options("bypass").put("model", "stub-model"));
        codex.query("q1", "[scenario:subagent] go");
        var agent =
                codex.await(
                        StreamEvent.BlockComplete.class,
                        complete -> complete.block() instanceof ConversationBlock.Subagent,
                        "the end of the subagent");

        var block = (ConversationBlock.Subagent) agent.block();
        assertThat(block.status()).isEqualTo(SubagentStatus.SUCCESS);
        assertThat(block.output().stringValue()).isEqualTo("Child result: 7.");
        assertThat(codex.events(StreamEvent.BlockComplete.class))
                .filteredOn(one -> one.conversationId().equals(block.subagentId()))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(codex.openBlocks()).isZero();
    }

    @Test
    void aToolOfAnMcpServerIsAskedForAndCalled() throws Exception {
        var server = folder.resolve("probe.sh");
        Files.writeString(
                server,
                """
                while read -r line; do
                  id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
                  case "$line" in
                    *'"initialize"'*) r='{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"probe","version":"1"}}' ;;
                    *'"tools/list"'*) r='{"tools":[{"name":"echo","description":"echo","inputSchema":{"type":"object","properties":{"text":{"type":"string"}}}}]}' ;;
                    *'"tools/call"'*) r='{"content":[{"type":"text","text":"echo:ping"}]}' ;;
                    *) r='{}' ;;
                  esac
                  [ -n "$id" ] && printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$r"
                done
                """);
        var options = options("ask").put("model", "stub-model");
        options.set(
                "mcpServers",
                Specs.options(
                        "{'probe':{'type':'stdio','command':'sh','args':['" + server + "']}}"));
        start(options);
        codex.start("q1", "[scenario:mcp-tool] go");
        var asked = asked("q1");
        assertThat(asked.toolName()).isEqualTo("mcp__probe__echo");
        assertThat(asked.rule()).isEqualTo("mcp__probe__echo");
        answer(asked, "allow_once");
        codex.awaitEnd("q1");

        assertThat(completed(ConversationBlock.ToolResult.class).getFirst().output().stringValue())
                .isEqualTo("echo:ping");
    }
}
