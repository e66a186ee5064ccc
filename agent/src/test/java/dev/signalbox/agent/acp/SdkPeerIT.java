package dev.signalbox.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Our client against an agent that is made with the protocol's own SDK, which shares no line with
/// it.
class SdkPeerIT {
    @TempDir Path folder;

    private LiveAgent agent;

    @BeforeEach
    void start() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command =
                ProtocolJson.write(
                        List.of(
                                java.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                SdkAgent.class.getName()));
        agent =
                LiveAgent.of(AcpPresets.ANY, folder, java, "{'command':" + command + "}", Map.of())
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void thoughtsPlansTextsAndUsageComeThrough() {
        assertThat(agent.runner.query("q1", "talk to me").stopReason()).isEqualTo("end_turn");

        assertThat(agent.texts()).containsExactly("Good day.");
        assertThat(agent.completed(ConversationBlock.Thinking.class)).hasSize(1);
        var plan = agent.completed(ConversationBlock.Plan.class);
        assertThat(plan).hasSize(1);
        assertThat(plan.getFirst().entries().getFirst().status()).isEqualTo("completed");
        assertThat(agent.runner.events(StreamEvent.MetadataUpdate.class).getLast().metadata())
                .satisfies(metadata -> assertThat(metadata.contextUsed()).isEqualTo(12));
        assertThat(agent.runner.query("q2", "something else").stopReason()).isEqualTo("refusal");
    }

    @Test
    void aToolIsAskedForAndTheAnswerReachesTheAgent() throws Exception {
        agent.runner.start("q1", "tool");
        agent.answer(agent.awaitRequest("q1"), "allow_once");
        agent.runner.awaitEnd("q1");
        assertThat(agent.completed(ConversationBlock.ToolUse.class))
                .extracting(ConversationBlock.ToolUse::status)
                .containsExactly(ToolStatus.SUCCESS, ToolStatus.SUCCESS);
        assertThat(agent.completed(ConversationBlock.ToolResult.class))
                .extracting(result -> result.output().asString(""))
                .containsExactly("noon", "deleted");
        assertThat(agent.runner.openBlocks()).isZero();
    }

    @Test
    void anInterruptAndAFailureHaveTheirNames() {
        agent.runner.start("q1", "wait");
        agent.awaitFirstWords();
        agent.runner.interrupt("q1");
        assertThat(agent.runner.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);

        var failed = agent.runner.query("q2", "fail");
        assertThat(failed.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(failed.cause().code()).isEqualTo(ErrorCode.AGENT_OVERLOADED.name());
    }

    @Test
    void aSessionIsLoadedAndItsHistoryIsNotSaidAgain() throws Exception {
        agent.runner.query("q1", "talk to me");
        agent.runner.kill();
        agent.runner.start();
        assertThat(agent.runner.query("q2", "talk again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);

        assertThat(agent.texts()).containsExactly("Good day.", "Good day.");
        assertThat(agent.runner.remembered()).containsEntry("acp.sessionId", "s-1");
    }
}
