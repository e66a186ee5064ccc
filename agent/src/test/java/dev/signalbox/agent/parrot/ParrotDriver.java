package dev.signalbox.agent.parrot;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.Retelling;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/// Drives one process of a parrot.
final class ParrotDriver implements AgentDriver {
    private static final String HAS_SPOKEN = "parrot.hasSpoken";

    private final AgentSpec spec;
    private final AgentPort port;
    private final ParrotTranslator translator;

    /// A parrot keeps nothing: one that comes after another has to be told.
    private boolean isForgotten;

    ParrotDriver(AgentSpec spec, AgentPort port) {
        this.spec = spec;
        this.port = port;
        this.isForgotten = spec.remembered().containsKey(HAS_SPOKEN);
        this.translator = new ParrotTranslator(port::newId, port::emit, port::cause);
    }

    @Override
    public AgentLaunch launch() {
        var program = ParrotAdapter.PROGRAM.required(spec);
        return new AgentLaunch(List.of(program.toString()), Map.of(), null);
    }

    @Override
    public void started() {} // It says hello when it is ready.

    @Override
    public void line(byte[] line) {
        try {
            var object = ProtocolJson.readObject(line);
            if (object.has("hello")) {
                port.agentVersion(object.path("hello").asString(""));
                port.ready();
            }
            translator.accept(object);
        } catch (ProtocolException e) {
            port.violation(e, line);
        }
    }

    @Override
    public void startQuery(String queryId, MessageContent prompt, Map<String, JsonNode> options) {
        translator.queryGiven(queryId);
        var told = isForgotten ? Retelling.before(prompt, port, "Parrot") : prompt;
        isForgotten = false;
        port.remember(HAS_SPOKEN, "true");
        send("ask", ProtocolJson.text(told.text()));
    }

    /// It cannot be told to be quiet: the runner ends it when the grace is over.
    @Override
    public void interrupt(String queryId) {}

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        boolean isAllowed = answer.optionId().startsWith("allow");
        send("yes", ProtocolJson.mapperForEmbedding().getNodeFactory().booleanNode(isAllowed));
    }

    @Override
    public void setOptions(Map<String, JsonNode> options) {}

    @Override
    public void closing() {} // It ends when its input does.

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {}

    private void send(String field, JsonNode value) {
        var line = ProtocolJson.object();
        line.set(field, value);
        port.send(ProtocolJson.writeBytes(line));
    }
}
