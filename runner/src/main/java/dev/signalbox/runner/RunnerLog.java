package dev.signalbox.runner;

import dev.signalbox.protocol.ProtocolJson;

import java.time.Instant;

/// The runner's own log, on stderr: what cannot be said in the spool. A logging framework would cost
/// more than everything else at the start.
final class RunnerLog {
    private RunnerLog() {}

    static void warn(String message) {
        System.err.println(ProtocolJson.time(Instant.now()) + " WARN " + message);
    }

    static void error(String message, Throwable cause) {
        System.err.println(ProtocolJson.time(Instant.now()) + " ERROR " + message);
        cause.printStackTrace();
    }
}
