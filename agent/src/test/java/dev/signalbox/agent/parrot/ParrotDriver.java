package dev.signalbox.agent.parrot;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.Retelling;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/// Drives one process of a parrot.
final class ParrotDriver implements AgentDriver {
    private static final String NEST = "parrot.nest";

    private final AgentSpec spec;
    private final AgentPort port;
    private final ParrotTranslator translator;

    /// The nest of the parrot before this one; null for the first.
    private final @Nullable String wanted;

    /// The nest is gone: this parrot has to be told.
    private boolean isForgotten;

    ParrotDriver(AgentSpec spec, AgentPort port) {
        this.spec = spec;
        this.port = port;
        this.wanted = spec.remembered().get(NEST);
        this.translator = new ParrotTranslator(port::newId, port::emit, port::cause);
    }

    @Override
    public AgentLaunch launch() {
        var program = ParrotAdapter.PROGRAM.required(spec).toString();
        var command = wanted == null ? List.of(program) : List.of(program, "--resume", wanted);
        return new AgentLaunch(command, Map.of(), null);
    }

    @Override
    public void started() {} // It says hello when it is ready.

    @Override
    public void line(byte[] line) {
        try {
            var object = ProtocolJson.readObject(line);
            if (object.has("hello")) {
                hello(object);
            }
            translator.accept(object);
        } catch (ProtocolException e) {
            port.violation(e, line);
        }
    }

    private void hello(ObjectNode line) {
        var nest = NativeJson.string(line, "nest", "");
        isForgotten = wanted != null && !wanted.equals(nest);
        port.remember(NEST, nest);
        port.agentVersion(NativeJson.string(line, "hello", ""));
        port.ready();
    }

    @Override
    public void startQuery(String queryId, MessageContent prompt, Map<String, JsonNode> options) {
        translator.queryGiven(queryId);
        var told = isForgotten ? Retelling.before(prompt, port, "Parrot") : prompt;
        isForgotten = false;
        send("ask", ProtocolJson.text(told.text()));
    }

    /// The query ends when the parrot says that it has stopped; the runner waits for that, and not
    /// for ever.
    @Override
    public void interrupt(String queryId) {
        send("stop", yes(true));
    }

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {
        send("yes", yes(answer.optionId().startsWith("allow")));
    }

    @Override
    public void setOptions(Map<String, JsonNode> options) {}

    @Override
    public void closing() {} // It ends when its input does.

    @Override
    public void ended(QueryCause.@Nullable Exit exit) {}

    private static JsonNode yes(boolean isYes) {
        return ProtocolJson.mapperForEmbedding().getNodeFactory().booleanNode(isYes);
    }

    private void send(String field, JsonNode value) {
        var line = ProtocolJson.object();
        line.set(field, value);
        port.send(ProtocolJson.writeBytes(line));
    }
}
