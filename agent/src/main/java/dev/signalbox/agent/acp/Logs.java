package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentPort;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.StreamEvent;

/// Log lines of our own.
final class Logs {
    private Logs() {}

    static void warn(AgentPort port, String message) {
        port.emit(new StreamEvent.Log(LogLevel.WARN, message, LogSource.RUNNER));
    }

    static void info(AgentPort port, String message) {
        port.emit(new StreamEvent.Log(LogLevel.INFO, message, LogSource.RUNNER));
    }
}
