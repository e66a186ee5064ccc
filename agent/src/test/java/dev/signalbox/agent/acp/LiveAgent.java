package dev.signalbox.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ModelStub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A real agent and the scripted model that it talks to, for the length of a test.
final class LiveAgent {
    final ModelStub model;
    final LoopRunner runner;

    private LiveAgent(ModelStub model, LoopRunner runner) {
        this.model = model;
        this.runner = runner;
    }

    /// @param environment `{model}` stands for the model's address
    static LiveAgent of(
            AcpPreset preset,
            Path folder,
            Path program,
            String options,
            Map<String, String> environment)
            throws IOException {
        var model = ModelStub.start();
        var all = new HashMap<String, String>();
        all.put("PATH", System.getenv("PATH"));
        environment.forEach((name, value) -> all.put(name, value.replace("{model}", model.url())));
        var adapter = new AcpAdapter(preset);
        var given = Specs.options(options);
        adapter.validate(given);
        return new LiveAgent(model, new LoopRunner(adapter, folder, program, given, all));
    }

    LiveAgent start() throws Exception {
        runner.start();
        return this;
    }

    <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return runner.events(StreamEvent.BlockComplete.class).stream()
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

    StreamEvent.PermissionRequested awaitRequest(String queryId) {
        return runner.await(
                StreamEvent.PermissionRequested.class,
                request -> request.queryId().equals(queryId),
                "a request for permission in " + queryId);
    }

    void answer(StreamEvent.PermissionRequested request, String optionId) {
        runner.answer(
                new RunnerCommand.AnswerPermission(request.requestId(), optionId, null, null));
    }

    void awaitFirstWords() {
        runner.await(StreamEvent.TextDelta.class, _ -> true, "the first words");
    }

    void close() throws Exception {
        runner.close();
        model.close();
        assertThat(runner.problems()).isEmpty();
    }
}
