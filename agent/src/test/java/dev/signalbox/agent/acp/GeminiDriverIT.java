package dev.signalbox.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.testkit.RealAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// The real Gemini CLI against a scripted model.
class GeminiDriverIT {
    private static final String OPTIONS = "'model':'gemini-2.5-pro'";

    @TempDir Path folder;

    private LiveAgent gemini;

    private LiveAgent start(String options) throws Exception {
        return with(options).start();
    }

    private LiveAgent with(String options) throws Exception {
        gemini =
                LiveAgent.of(
                        AcpPresets.GEMINI,
                        folder,
                        RealAgent.GEMINI.required(),
                        "{" + OPTIONS + options + "}",
                        Map.of(
                                "GEMINI_API_KEY", "sk-stub",
                                "GOOGLE_GEMINI_BASE_URL", "{model}"));
        return gemini;
    }

    @AfterEach
    void stop() throws Exception {
        if (gemini != null) {
            gemini.close();
        }
    }

    @Test
    void aMessageIsAnsweredAndAToolIsAllowedRejectedAndFails() throws Exception {
        start("");
        var text = gemini.runner.query("q1", "[scenario:thinking] hello");

        assertThat(text.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(text.stopReason()).isEqualTo("end_turn");
        assertThat(gemini.texts()).containsExactly("The answer is 42.");
        assertThat(gemini.completed(ConversationBlock.Thinking.class)).isNotEmpty();
        var metadata = gemini.runner.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(metadata.usage().outputTokens()).isPositive();
        assertThat(metadata.model()).isEqualTo("gemini-2.5-pro");
        assertThat(gemini.runner.remembered()).containsEntry("version", RealAgent.GEMINI.version());

        gemini.runner.start("q2", "[scenario:write-file] go");
        gemini.answer(gemini.awaitRequest("q2"), "reject_once");
        gemini.runner.awaitEnd("q2");
        assertThat(gemini.runner.workspace().resolve("hello.txt")).doesNotExist();
        var rejected = gemini.completed(ConversationBlock.ToolUse.class).getFirst();
        assertThat(rejected.status()).isEqualTo(ToolStatus.ERROR);
        assertThat(rejected.toolName()).isEqualTo("write_file");

        gemini.runner.start("q3", "[scenario:write-file] go");
        var request = gemini.awaitRequest("q3");
        assertThat(request.rule()).startsWith("write_file(").endsWith("hello.txt)");
        gemini.answer(request, "allow_always");
        gemini.runner.awaitEnd("q3");
        assertThat(gemini.runner.workspace().resolve("hello.txt"))
                .hasContent("hello from the stub\n");
        var written = gemini.completed(ConversationBlock.ToolUse.class).getLast();
        assertThat(written.status()).isEqualTo(ToolStatus.SUCCESS);
        assertThat(written.changes().getFirst().newText()).isEqualTo("hello from the stub\n");

        gemini.runner.start("q4", "[scenario:shell-fail] go");
        gemini.answer(gemini.awaitRequest("q4"), "allow_once");
        assertThat(gemini.runner.awaitEnd("q4").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(gemini.completed(ConversationBlock.ToolUse.class).getLast().kind())
                .isEqualTo("execute");
        assertThat(gemini.runner.openBlocks()).isZero();
    }

    @Test
    void anInterruptStopsATextAndACommandAndTheNextMessageIsAnswered() throws Exception {
        start(",'permissionMode':'bypass'");
        gemini.runner.start("q1", "[scenario:slow] go");
        gemini.awaitFirstWords();
        gemini.runner.interrupt("q1");
        assertThat(gemini.runner.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        var cut = gemini.completed(ConversationBlock.AssistantText.class).getFirst();
        assertThat(cut.incomplete()).isEqualTo(Incomplete.INTERRUPTED);

        gemini.runner.start("q2", "[scenario:shell-long] go");
        gemini.runner.await(
                StreamEvent.BlockStart.class,
                start -> start.block() instanceof ConversationBlock.ToolUse,
                "a command");
        gemini.runner.interrupt("q2");
        assertThat(gemini.runner.awaitEnd("q2").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(gemini.runner.openBlocks()).isZero();

        assertThat(gemini.runner.query("q3", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(gemini.texts()).containsExactly("Hello, this is a streamed answer.");
    }

    @Test
    void failuresHaveNames() throws Exception {
        with("");
        var home = Files.createDirectories(folder.resolve("home/.gemini"));
        Files.writeString(home.resolve("settings.json"), "{\"general\":{\"maxAttempts\":2}}");
        gemini.start();
        var auth = gemini.runner.query("q1", "[scenario:error-401] go");
        assertThat(auth.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(auth.cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(auth.cause().message()).isEqualTo("invalid x-api-key");

        var tooLong = gemini.runner.query("q2", "[scenario:error-400] go");
        assertThat(tooLong.cause().code()).isEqualTo(ErrorCode.AGENT_CONTEXT_TOO_LONG.name());

        var overloaded = gemini.runner.query("q3", "[scenario:error-529] go");
        assertThat(overloaded.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(overloaded.cause().code()).isEqualTo(ErrorCode.AGENT_OVERLOADED.name());

        assertThat(gemini.runner.query("q4", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(gemini.runner.openBlocks()).isZero();
    }

    @Test
    void silenceAfterAPromptIsGivenUp() throws Exception {
        start(",'firstWord':'2s'");
        var silent = gemini.runner.query("q1", "[scenario:error-529] go");
        assertThat(silent.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(silent.cause().code()).isEqualTo(ErrorCode.AGENT_SILENT.name());
        assertThat(gemini.runner.restarts()).isEmpty();

        assertThat(gemini.runner.query("q2", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void whatTheOptionsAddReachesTheModelAndASubagentIsACall() throws Exception {
        start(
                ",'permissionMode':'bypass','systemPromptAppend':'Always answer in Latin, said the quaestor.'");
        gemini.runner.query("q1", "[scenario:subagent] go");

        assertThat(gemini.model.requests().getFirst().body().toString())
                .contains("said the quaestor");
        assertThat(gemini.completed(ConversationBlock.ToolUse.class).getFirst().toolName())
                .isEqualTo("invoke_agent");
        assertThat(gemini.runner.openBlocks()).isZero();
    }

    @Test
    void aSessionOfThisMinuteIsToldItsHistory() throws Exception {
        start("");
        gemini.runner.query("q1", "[scenario:text] remember blue");
        gemini.runner.start("q2", "[scenario:slow] go");
        gemini.runner.await(
                StreamEvent.TextDelta.class,
                delta -> delta.delta().contains("s0"),
                "the first words");
        gemini.runner.kill();
        gemini.runner.remember("acp.sessionMadeAt", Instant.now().toString());
        gemini.runner.with("User: remember blue, the older one").start();

        assertThat(gemini.runner.query("q3", "[scenario:thinking] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(gemini.model.requests().getLast().body().toString())
                .contains("remember blue, the older one");
        assertThat(gemini.completed(ConversationBlock.SystemNotice.class)).hasSize(1);
    }

    @Test
    void aSessionOfAnotherMinuteIsTakenUpAgain() throws Exception {
        start("");
        gemini.runner.query("q1", "[scenario:text] remember blue");
        gemini.runner.kill();
        // The name of Gemini's own file tells of the minute: an older one is not overwritten.
        try (var files = Files.walk(folder.resolve("home/.gemini/tmp"))) {
            for (var file :
                    files.filter(file -> file.getFileName().toString().startsWith("session-"))
                            .toList()) {
                var older =
                        file.getFileName()
                                .toString()
                                .replaceFirst("session-\\d{4}", "session-2025");
                Files.move(file, file.resolveSibling(older));
            }
        }
        gemini.runner.remember("acp.sessionMadeAt", "2025-01-01T00:00:00Z");
        gemini.runner.start();
        int before = gemini.texts().size();

        assertThat(gemini.runner.query("q3", "[scenario:thinking] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(gemini.texts()).hasSize(before + 1);
        assertThat(gemini.model.requests().getLast().body().toString()).contains("remember blue");
        assertThat(gemini.completed(ConversationBlock.SystemNotice.class)).isEmpty();
    }
}
