package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.testkit.RealAgent;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// What the real Codex says and asks.
class CodexDriverIT extends LiveCodex {
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
        codex.answer(
                new RunnerCommand.AnswerPermission(
                        first.requestId(), "reject_once", "rather use find", null));
        assertThat(codex.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(codex.workspace().resolve("made-by-shell")).doesNotExist();
        assertThat(model.requests().getLast().body().toString()).contains("rather use find");
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
