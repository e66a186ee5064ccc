package dev.signalbox.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.testkit.RealAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The real OpenCode as an agent of which only its command line is known.
class OpenCodeAcpIT {
    private static final String CONFIG =
            """
            {"model":"stub/m","small_model":"stub/m","enabled_providers":["stub"],"share":"disabled",
             "autoupdate":false,"permission":{"edit":"ask"},
             "provider":{"stub":{"npm":"@ai-sdk/openai-compatible",
               "options":{"baseURL":"{model}/v1","apiKey":"x"},
               "models":{"m":{"tool_call":true,"reasoning":true,
                 "limit":{"context":200000,"output":8000}}}}}}
            """;

    @TempDir Path folder;

    private LiveAgent agent;

    @AfterEach
    void stop() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void anAgentIsDrivenOfWhichOnlyTheCommandIsKnown() throws Exception {
        var program = RealAgent.OPENCODE.required();
        var command = ProtocolJson.write(List.of(program.toString(), "acp"));
        agent =
                LiveAgent.of(
                                AcpPresets.ANY,
                                folder,
                                program,
                                "{'command':" + command + "}",
                                Map.of(
                                        "OPENCODE_CONFIG_CONTENT", CONFIG,
                                        "OPENCODE_DISABLE_MODELS_FETCH", "1",
                                        "OPENCODE_DISABLE_AUTOUPDATE", "1",
                                        "OPENCODE_DISABLE_LSP_DOWNLOAD", "1",
                                        "OPENCODE_DISABLE_DEFAULT_PLUGINS", "1",
                                        "npm_config_registry", "http://127.0.0.1:9"))
                        .start();
        assertThat(agent.runner.query("q1", "[scenario:thinking] hello").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(agent.texts()).containsExactly("The answer is 42.");

        agent.runner.start("q2", "[scenario:write-file] go");
        var request = agent.awaitRequest("q2");
        agent.answer(request, "allow_once");
        assertThat(agent.runner.awaitEnd("q2").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(agent.runner.workspace().resolve("hello.txt"))
                .hasContent("hello from the stub\n");
        assertThat(agent.completed(ConversationBlock.ToolUse.class).getLast().status())
                .isEqualTo(ToolStatus.SUCCESS);
        assertThat(agent.runner.openBlocks()).isZero();

        agent.runner.kill();
        agent.runner.start();
        int before = agent.texts().size();
        assertThat(agent.runner.query("q3", "[scenario:text] again").outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
        assertThat(agent.texts()).hasSize(before + 1);
    }
}
