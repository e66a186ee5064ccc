package dev.signalbox.agent.codex;

import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Set;

/// Ends the commands that an interrupted turn has left running. Codex keeps them as background
/// terminals, of which it can end one by one: others were left running on purpose.
final class LeftCommands {
    private static final String TERMINALS = "thread/backgroundTerminals/";

    private final AgentPort port;
    private final JsonRpc rpc;

    LeftCommands(AgentPort port, JsonRpc rpc) {
        this.port = port;
        this.rpc = rpc;
    }

    /// @param itemIds the calls that began them
    void end(String threadId, Set<String> itemIds) {
        rpc.request(
                TERMINALS + "list",
                ofThread(threadId),
                result -> end(threadId, itemIds, result.path("data")),
                _ -> endAll(threadId));
    }

    private static ObjectNode ofThread(String threadId) {
        return ProtocolJson.object().put("threadId", threadId);
    }

    private void end(String threadId, Set<String> itemIds, JsonNode terminals) {
        for (var terminal : terminals) {
            if (itemIds.contains(NativeJson.string(terminal, "itemId", ""))) {
                var processId = NativeJson.string(terminal, "processId", "");
                rpc.request(
                        TERMINALS + "terminate",
                        ofThread(threadId).put("processId", processId),
                        _ -> log("ended a command that the interrupted turn had left running"),
                        _ -> endAll(threadId));
            }
        }
    }

    private void endAll(String threadId) {
        rpc.request(
                TERMINALS + "clean",
                ofThread(threadId),
                _ -> log("ended all commands that the interrupted turn had left running"),
                _ ->
                        port.restart(
                                "Codex cannot end what the interrupted turn has left running by"
                                        + " itself"));
    }

    private void log(String message) {
        port.emit(new StreamEvent.Log(LogLevel.INFO, message, LogSource.RUNNER));
    }
}
