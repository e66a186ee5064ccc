package dev.signalbox.runner;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A driver that remembers which queries it was given.
final class RecordingDriver implements AgentDriver {
    final List<String> started = new ArrayList<>();

    @Override
    public AgentLaunch launch() {
        return null;
    }

    @Override
    public void started() {}

    @Override
    public void line(byte[] line) {}

    @Override
    public void startQuery(String id, MessageContent prompt, Map<String, JsonNode> options) {
        started.add(id);
    }

    @Override
    public void interrupt(String queryId) {}

    @Override
    public void answerPermission(RunnerCommand.AnswerPermission answer) {}

    @Override
    public void setOptions(Map<String, JsonNode> options) {}

    @Override
    public void closing() {}

    @Override
    public void ended(QueryCause.Exit exit) {}
}
