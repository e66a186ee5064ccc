package dev.signalbox.agent.exec;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.EventLineConverter;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SpoolLine;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Passes commands and events through, each event in the program's own bytes. It is ready as soon
/// as its process is up, for its standard input holds what it has not read yet.
final class ExecDriver implements AgentDriver {
    private static final long GRACE_MS = 5_000;

    /// Options that are not the program's to honour.
    private static final Set<String> FOR_RUNNER =
            Set.of(ExecAdapter.COMMAND, "env", "maxTurnSilence");

    private final AgentSpec spec;
    private final AgentPort port;

    ExecDriver(AgentSpec spec, AgentPort port) {
        this.spec = spec;
        this.port = port;
    }

    @Override
    public AgentLaunch launch() {
        List<String> command = new ArrayList<>();
        for (var part : spec.options().path(ExecAdapter.COMMAND)) {
            command.add(part.stringValue());
        }
        return new AgentLaunch(command, Map.of(), null);
    }

    /// The program is told of what was asked of it besides its command; what it makes of that is its own.
    @Override
    public void started() {
        var told = new LinkedHashMap<String, JsonNode>();
        spec.options()
                .properties()
                .forEach(one -> {
                    if (!FOR_RUNNER.contains(one.getKey())) {
                        told.put(one.getKey(), one.getValue());
                    }
                });
        if (!told.isEmpty()) {
            setOptions(told);
        }
        port.ready();
    }

    @Override
    public void line(byte[] line) {
        if (EventLineConverter.isBlank(line)) {
            return;
        }
        try {
            port.emit(SpoolLine.readEvent(line), line);
        } catch (ProtocolException e) {
            port.violation(e, line);
        }
    }

    @Override
    public void startQuery(String queryId, MessageContent prompt, Map<String, JsonNode> options) {
        send(new RunnerCommand.StartQuery(queryId, prompt, options.isEmpty() ? null : options));
    }

    @Override
    public void interrupt(String queryId) {
        send(new RunnerCommand.Interrupt(queryId));
    }

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        send(answer);
    }

    @Override
    public void setOptions(Map<String, JsonNode> options) {
        send(new RunnerCommand.SetOptions(options));
    }

    @Override
    public void closing() {
        send(new RunnerCommand.Shutdown(GRACE_MS));
    }

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {}

    private void send(RunnerCommand command) {
        port.send(ProtocolJson.writeBytes(command));
    }
}
