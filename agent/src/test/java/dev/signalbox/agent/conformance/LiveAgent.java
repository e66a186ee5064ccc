package dev.signalbox.agent.conformance;

import dev.signalbox.agent.Agents;
import dev.signalbox.agent.LoopRunner;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.McpProbe;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.OfflineAgent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A real agent at work for a scripted model, and what it has said so far.
final class LiveAgent implements AutoCloseable {
    private final LoopRunner runner;
    private final Set<String> given = new HashSet<>();

    private LiveAgent(LoopRunner runner) {
        this.runner = runner;
    }

    /// Starts it.
    ///
    /// @param permissionMode `ask` or `bypass`
    static LiveAgent start(String name, ModelStub model, Path folder, String permissionMode)
            throws Exception {
        var offline = Objects.requireNonNull(OfflineAgent.of(name, model.url()));
        var environment = new HashMap<String, String>();
        environment.put("PATH", System.getenv("PATH"));
        environment.putAll(offline.environment());
        var options = offline.options().deepCopy().put("permissionMode", permissionMode);
        var probe = McpProbe.command();
        var server = ProtocolJson.object().put("command", probe.getFirst());
        var arguments = server.putArray("args");
        probe.subList(1, probe.size()).forEach(arguments::add);
        options.putObject("mcpServers").set("probe", server);
        var runner =
                new LoopRunner(
                        Agents.all().get(name),
                        folder,
                        offline.program().required(),
                        options,
                        environment);
        return new LiveAgent(runner.start());
    }

    Path workspace() {
        return runner.workspace();
    }

    LoopRunner runner() {
        return runner;
    }

    void ask(String query, String prompt) {
        ask(query, MessageContent.of(prompt));
    }

    void ask(String query, MessageContent prompt) {
        given.add(query);
        runner.start(query, prompt);
    }

    /// Asks and waits for the end.
    StreamEvent.QueryEnded query(String query, String prompt) {
        ask(query, prompt);
        return runner.awaitEnd(query);
    }

    /// Answers the first request of a query with the first option of a kind.
    StreamEvent.PermissionRequested answer(String query, String kind) {
        var request =
                runner.await(
                        StreamEvent.PermissionRequested.class,
                        one -> one.queryId().equals(query),
                        "a request of " + query);
        var option =
                request.options().stream()
                        .filter(one -> one.kind().equals(kind))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no " + kind + " in " + request));
        runner.answer(
                new RunnerCommand.AnswerPermission(request.requestId(), option.id(), null, null));
        return request;
    }

    <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return runner.events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /// Whether text of a block came in pieces before the block was complete.
    boolean hasStreamed(ConversationBlock block) {
        return runner.events(StreamEvent.TextDelta.class).stream()
                        .filter(delta -> delta.blockId().equals(block.id()))
                        .count()
                > 1;
    }

    /// Whatever was said against a law, or went wrong in the driver.
    List<String> breaches() {
        var breaches = new ArrayList<>(runner.problems());
        breaches.addAll(Laws.breaches(List.copyOf(runner.events()), given));
        return breaches;
    }

    @Override
    public void close() throws IOException {
        runner.close();
    }
}
