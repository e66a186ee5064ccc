package dev.signalbox.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.testkit.ModelStub;

import org.awaitility.Awaitility;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One probe for each capability. A probe says what was seen; it fails only where an agent does what
/// no agent may.
final class Probes {
    private static final String YES = "yes";
    private static final String NO = "no";
    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ModelStub model;

    Probes(ModelStub model) {
        this.model = model;
    }

    String text(LiveAgent agent) {
        var ended = agent.query("text", "[scenario:text] hello");
        var texts = agent.completed(ConversationBlock.AssistantText.class);

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(texts)
                .extracting(ConversationBlock.AssistantText::content)
                .contains("Hello, this is a streamed answer.");
        return texts.stream().anyMatch(agent::hasStreamed) ? "streamed" : "whole";
    }

    String thinking(LiveAgent agent) {
        var ended = agent.query("thinking", "[scenario:thinking] why");

        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        return agent.completed(ConversationBlock.Thinking.class).stream()
                .filter(block -> block.content().contains("First I consider the question."))
                .findFirst()
                .map(block -> agent.hasStreamed(block) ? "streamed" : "whole")
                .orElse(NO);
    }

    String tools(LiveAgent agent) {
        agent.query("tools", "[scenario:write-file] go");

        assertThat(agent.workspace().resolve("hello.txt")).hasContent("hello from the stub");
        var use = agent.completed(ConversationBlock.ToolUse.class).getLast();
        assertThat(use.status()).isEqualTo(ToolStatus.SUCCESS);
        assertThat(agent.completed(ConversationBlock.ToolResult.class))
                .anyMatch(
                        result -> result.toolUseId().equals(use.toolUseId()) && !result.isError());
        return YES;
    }

    String toolFailure(LiveAgent agent) {
        agent.query("failure", "[scenario:shell-fail] go");

        var use = agent.completed(ConversationBlock.ToolUse.class).getLast();
        var result =
                agent.completed(ConversationBlock.ToolResult.class).stream()
                        .filter(one -> one.toolUseId().equals(use.toolUseId()))
                        .findFirst()
                        .orElseThrow();
        assertThat(result.isError()).isEqualTo(use.status() == ToolStatus.ERROR);
        return use.status() == ToolStatus.ERROR ? YES : "said as success";
    }

    /// Allowed once, then rejected once: the file is there, and then it is not.
    String permission(LiveAgent agent) throws Exception {
        var file = agent.workspace().resolve("hello.txt");
        agent.ask("allowed", "[scenario:write-file] go");
        agent.answer("allowed", "allow_once");
        assertThat(agent.runner().awaitEnd("allowed").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(file).hasContent("hello from the stub");
        Files.delete(file);
        agent.ask("rejected", "[scenario:write-file] go");
        agent.answer("rejected", "reject_once");
        agent.runner().awaitEnd("rejected");
        assertThat(file).doesNotExist();
        return YES;
    }

    String question(LiveAgent agent) {
        agent.ask("question", "[scenario:ask-user] go");
        var request = first(agent, "question");
        if (request == null || request.kind() != PermissionKind.QUESTION) {
            agent.runner().awaitEnd("question");
            return NO;
        }
        var question = request.questions().getFirst();
        var blue =
                question.options().stream()
                        .filter(option -> option.label().equals("Blue"))
                        .findFirst()
                        .orElseThrow();
        var option =
                request.options().stream()
                        .filter(one -> one.kind().equals("answer"))
                        .findFirst()
                        .orElseThrow();
        var answers = Map.of(question.id(), (JsonNode) array(blue.id()));
        agent.runner()
                .answer(
                        new RunnerCommand.AnswerPermission(
                                request.requestId(), option.id(), null, answers));
        assertThat(agent.runner().awaitEnd("question").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(agent.completed(ConversationBlock.AssistantText.class).getLast().content())
                .contains("Blue");
        return YES;
    }

    private static ArrayNode array(String value) {
        var array = ProtocolJson.mapperForEmbedding().createArrayNode();
        array.add(StringNode.valueOf(value));
        return array;
    }

    /// The first request of a query; null when the query ends without one.
    private static StreamEvent.PermissionRequested first(LiveAgent agent, String query) {
        Awaitility.await("a request or the end of " + query)
                .atMost(PATIENCE)
                .until(() -> request(agent, query) != null || hasEnded(agent, query));
        return request(agent, query);
    }

    private static StreamEvent.PermissionRequested request(LiveAgent agent, String query) {
        return agent.runner().events(StreamEvent.PermissionRequested.class).stream()
                .filter(one -> one.queryId().equals(query))
                .findFirst()
                .orElse(null);
    }

    private static boolean hasEnded(LiveAgent agent, String query) {
        return agent.runner().events(StreamEvent.QueryEnded.class).stream()
                .anyMatch(ended -> ended.queryId().equals(query));
    }

    /// In mid-text and in mid-command; no command is left running, and the next message is answered.
    String interrupt(LiveAgent agent) throws Exception {
        agent.ask("cut", "[scenario:slow] go");
        agent.runner()
                .await(StreamEvent.TextDelta.class, delta -> delta.delta().contains("s1"), "text");
        agent.runner().interrupt("cut");
        assertThat(agent.runner().awaitEnd("cut").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);

        agent.ask("stopped", "[scenario:shell-long] go");
        Awaitility.await("the command")
                .atMost(PATIENCE)
                .until(() -> Commands.isRunning("echo tick", agent.workspace()));
        agent.runner().interrupt("stopped");
        assertThat(agent.runner().awaitEnd("stopped").outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
        Awaitility.await("the end of the command")
                .atMost(PATIENCE)
                .until(() -> !Commands.isRunning("echo tick", agent.workspace()));
        if (!agent.runner().restarts().isEmpty()) {
            agent.runner().awaitExit();
            agent.runner().start();
        }
        assertThat(agent.query("after", "[scenario:text] and now").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        return agent.runner().restarts().isEmpty() ? YES : "by a new process";
    }

    /// Killed between two messages; the model is told of the first one with the second.
    String resume(LiveAgent agent) throws Exception {
        agent.query("before", "[scenario:text] remember the heron");
        agent.runner().kill();
        agent.runner().with("User: the transcript has a heron").start();
        assertThat(agent.query("resumed", "[scenario:thinking] which bird").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        var told =
                model.requests().stream()
                        .filter(request -> request.scenario().equals("thinking"))
                        .reduce((_, last) -> last)
                        .orElseThrow()
                        .body()
                        .toString();
        boolean isRebuilt = told.contains("the transcript has a heron");
        assertThat(isRebuilt || told.contains("remember the heron")).isTrue();
        return isRebuilt ? "rebuilt" : YES;
    }

    String subagent(LiveAgent agent) {
        agent.query("subagent", "[scenario:subagent] go");
        long begun =
                agent.runner().events(StreamEvent.BlockStart.class).stream()
                        .filter(one -> one.block() instanceof ConversationBlock.Subagent)
                        .count();
        Awaitility.await("the subagent's end")
                .atMost(PATIENCE)
                .until(() ->
                        agent.completed(ConversationBlock.Subagent.class).size() >= begun
                                && agent.breaches().isEmpty());
        var subagents = agent.completed(ConversationBlock.Subagent.class);
        if (subagents.isEmpty()) {
            return "a tool";
        }
        boolean hasBlocks =
                agent.runner().events(StreamEvent.BlockComplete.class).stream()
                        .anyMatch(one ->
                                one.conversationId().equals(subagents.getLast().subagentId()));
        return hasBlocks ? "its own blocks" : "one block";
    }

    String mcp(LiveAgent agent) {
        agent.query("mcp", "[scenario:mcp-tool] go");
        return agent.completed(ConversationBlock.AssistantText.class)
                        .getLast()
                        .content()
                        .contains("echo: ping")
                ? YES
                : NO;
    }

    String usage(LiveAgent agent) {
        return agent.runner().events(StreamEvent.MetadataUpdate.class).stream()
                        .map(StreamEvent.MetadataUpdate::metadata)
                        .anyMatch(one -> one.usage() != null && one.usage().outputTokens() > 0)
                ? YES
                : NO;
    }

    String cost(LiveAgent agent) {
        return agent.runner().events(StreamEvent.MetadataUpdate.class).stream()
                        .map(StreamEvent.MetadataUpdate::metadata)
                        .anyMatch(one -> one.costUSD() != null && one.costUSD() > 0)
                ? YES
                : NO;
    }

    String images(LiveAgent agent) {
        var source = new ContentPart.Image.Source("base64", PICTURE, "image/png", Map.of());
        agent.ask(
                "images",
                new MessageContent.Parts(
                        List.of(
                                new ContentPart.Text("[scenario:default] look", Map.of()),
                                new ContentPart.Image(source, Map.of()))));
        var outcome = agent.runner().awaitEnd("images").outcome();
        boolean isSeen = model.requests().getLast().body().toString().contains(PICTURE);
        return outcome == QueryOutcome.COMPLETED && isSeen ? YES : NO;
    }

    /// A wrong key ends the query once, by its name, and the next message is answered.
    void badKey(LiveAgent agent) {
        var ended = agent.query("key", "[scenario:error-401] go");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(agent.query("again", "[scenario:text] and now").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    /// After all of it: nothing that was cut was left as whole.
    static void assertNothingIsOpen(LiveAgent agent) throws Exception {
        assertThat(agent.runner().openBlocks()).isZero();
        assertThat(agent.completed(ConversationBlock.AssistantText.class))
                .filteredOn(text -> text.content().startsWith("s0 "))
                .allMatch(text -> text.incomplete() == Incomplete.INTERRUPTED);
    }
}
