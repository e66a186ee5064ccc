package dev.signalbox.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.RealAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/// The real ACP adapter of Claude Code against a scripted model.
class ClaudeAcpIT {
    @TempDir Path folder;

    private LiveAgent claude;

    private void start(String options) throws Exception {
        var node = RealAgent.NODE.required().getParent();
        claude =
                LiveAgent.of(
                                AcpPresets.CLAUDE,
                                folder,
                                RealAgent.CLAUDE_ACP.required(),
                                options,
                                Map.of(
                                        "PATH", node + ":" + System.getenv("PATH"),
                                        "ANTHROPIC_BASE_URL", "{model}",
                                        "ANTHROPIC_API_KEY", "sk-stub",
                                        "CLAUDE_CODE_MAX_RETRIES", "1"))
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        if (claude != null) {
            claude.close();
        }
    }

    @Test
    void aMessageIsAnsweredAndAPersonAllowsAndRejects() throws Exception {
        start("{'systemPromptAppend':'Always answer in Latin, said the quaestor.'}");
        assertThat(claude.runner.query("q1", "[scenario:text] hello").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(claude.texts()).containsExactly("Hello, this is a streamed answer.");
        assertThat(claude.model.requests())
                .anyMatch(request -> request.body().toString().contains("said the quaestor"));

        claude.runner.start("q2", "[scenario:write-file] go");
        claude.answer(claude.awaitRequest("q2"), "reject_once");
        claude.runner.awaitEnd("q2");
        assertThat(claude.runner.workspace().resolve("hello.txt")).doesNotExist();

        claude.runner.start("q3", "[scenario:write-file] go");
        claude.answer(claude.awaitRequest("q3"), "allow_always");
        claude.runner.awaitEnd("q3");
        assertThat(claude.runner.workspace().resolve("hello.txt"))
                .hasContent("hello from the stub\n");
        assertThat(claude.runner.openBlocks()).isZero();

        claude.runner.kill();
        claude.runner.start();
        assertThat(claude.runner.query("q4", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(claude.model.requests())
                .anyMatch(request ->
                        request.body().toString().contains("] again")
                                && request.body().toString().contains("] hello"));
    }

    @Test
    void anInterruptIsHonouredAndFailuresHaveNames() throws Exception {
        start("{'permissionMode':'bypass','model':'claude-haiku-4-5'}");
        claude.runner.start("q1", "[scenario:slow] go");
        claude.awaitFirstWords();
        claude.runner.interrupt("q1");
        assertThat(claude.runner.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(claude.runner.openBlocks()).isZero();

        var auth = claude.runner.query("q2", "[scenario:error-401] go");
        assertThat(auth.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(auth.cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());

        var ended = claude.runner.query("q3", "[scenario:subagent-foreground] go");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(claude.completed(ConversationBlock.Subagent.class)).hasSize(1);
        assertThat(claude.runner.events(StreamEvent.PermissionRequested.class)).isEmpty();
        assertThat(claude.runner.openBlocks()).isZero();
        assertThat(claude.model.requests())
                .anyMatch(request -> request.body().toString().contains("claude-haiku-4-5"));
    }
}
