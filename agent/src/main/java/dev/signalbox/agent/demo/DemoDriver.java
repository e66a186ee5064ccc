package dev.signalbox.agent.demo;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/// Plays a [DemoScript], one step after a pause each.
final class DemoDriver implements AgentDriver {
    private static final int CHUNKS_DEFAULT = 40;
    private static final int DELAY_MS_DEFAULT = 25;

    private final AgentSpec spec;
    private final AgentPort port;
    private final ObjectNode options;
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final BlockLaw law = new BlockLaw();
    private @Nullable String queryId;
    private @Nullable Cancellable next;
    private Duration delay = Duration.ZERO;

    DemoDriver(AgentSpec spec, AgentPort port) {
        this.spec = spec;
        this.port = port;
        this.options = spec.options().deepCopy();
    }

    @Override
    public @Nullable AgentLaunch launch() {
        return null;
    }

    @Override
    public void started() {
        port.agentVersion("1");
        port.ready();
    }

    @Override
    public void line(byte[] line) {
        throw new IllegalStateException("the demo agent has no process");
    }

    @Override
    public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> forThisQuery) {
        var effective = options.deepCopy();
        forThisQuery.forEach(effective::set);
        queryId = id;
        delay = Duration.ofMillis(effective.path("delayMs").asInt(DELAY_MS_DEFAULT));
        int chunks = effective.path("chunks").asInt(CHUNKS_DEFAULT);
        steps.clear();
        new DemoScript(spec.workspace(), port, this::say).write(prompt.text(), chunks, steps);
        steps.add(() -> end(QueryOutcome.COMPLETED, "end_turn"));
        scheduleNext();
    }

    private void scheduleNext() {
        next = port.schedule(delay, this::step);
    }

    private void step() {
        var step = steps.poll();
        if (step == null) {
            return;
        }
        step.run();
        if (!steps.isEmpty()) {
            scheduleNext();
        }
    }

    private void say(StreamEvent event) {
        if (event instanceof StreamEvent.Conversation conversation) {
            try {
                law.apply(conversation);
            } catch (ProtocolException e) {
                throw new IllegalStateException("the demo's script keeps the block law", e);
            }
        }
        port.emit(event);
    }

    private void end(QueryOutcome outcome, @Nullable String stopReason) {
        var ended = queryId;
        if (ended != null) {
            queryId = null;
            port.emit(new StreamEvent.QueryEnded(ended, outcome, stopReason, null));
        }
    }

    @Override
    public void interrupt(String id) {
        if (!id.equals(queryId)) {
            return;
        }
        steps.clear();
        if (next != null) {
            next.cancel();
        }
        law.closeAll(Incomplete.INTERRUPTED).forEach(port::emit);
        end(QueryOutcome.INTERRUPTED, null);
    }

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        // The demo asks nothing.
    }

    @Override
    public void setOptions(Map<String, JsonNode> changes) {
        AgentOptions.change(options, changes);
    }

    @Override
    public void closing() {
        var active = queryId;
        if (active != null) {
            interrupt(active);
        }
    }

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {
        steps.clear();
    }
}
