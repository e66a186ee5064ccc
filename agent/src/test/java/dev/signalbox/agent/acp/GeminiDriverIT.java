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

import java.nio.file.Path;
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
        start(",'firstWord':'4s'");
        var auth = gemini.runner.query("q1", "[scenario:error-401] go");
        assertThat(auth.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(auth.cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(auth.cause().message()).isEqualTo("invalid x-api-key");

        var tooLong = gemini.runner.query("q2", "[scenario:error-400] go");
        assertThat(tooLong.cause().code()).isEqualTo(ErrorCode.AGENT_CONTEXT_TOO_LONG.name());

        var overloaded = gemini.runner.query("q3", "[scenario:error-529] go");
        assertThat(overloaded.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(overloaded.cause().code()).isEqualTo(ErrorCode.AGENT_OVERLOADED.name());
        assertThat(overloaded.cause().stderrTail()).contains("529");

        assertThat(gemini.runner.query("q4", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(gemini.runner.openBlocks()).isZero();
    }
}
