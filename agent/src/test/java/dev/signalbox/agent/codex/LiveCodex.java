package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.RealAgent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The real Codex against a scripted model: what the tests of it share.
abstract class LiveCodex {
    static final String ANSWER = "Hello, this is a streamed answer.";

    @TempDir Path folder;

    ModelStub model;
    LoopRunner codex;

    @BeforeEach
    void startModel() throws Exception {
        RealAgent.CODEX.required();
        model = ModelStub.start();
    }

    /// Codex, ready, in a permission mode.
    LoopRunner start(String permissionMode) throws Exception {
        return start(options(permissionMode));
    }

    LoopRunner start(ObjectNode options) throws Exception {
        codex = runner(options).start();
        return codex;
    }

    ObjectNode options(String permissionMode) {
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

    LoopRunner runner(ObjectNode options) throws Exception {
        return runner(options, Map.of("STUB_KEY", "sk-stub"));
    }

    LoopRunner runner(ObjectNode options, Map<String, String> keys) throws Exception {
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

    <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return codex.events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<String> texts() {
        return completed(ConversationBlock.AssistantText.class).stream()
                .filter(block -> block.incomplete() == null)
                .map(ConversationBlock.AssistantText::content)
                .toList();
    }

    StreamEvent.PermissionRequested asked(String queryId) {
        return codex.await(
                StreamEvent.PermissionRequested.class,
                request -> request.queryId().equals(queryId),
                "a request");
    }

    void answer(StreamEvent.PermissionRequested request, String optionId) {
        codex.answer(new RunnerCommand.AnswerPermission(request.requestId(), optionId, null, null));
    }
}
