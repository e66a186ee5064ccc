package dev.signalbox.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The process's own log.
final class ServerLog {
    private ServerLog() {}

    /// From now on so much is said.
    ///
    /// @param name of a level, such as `INFO`
    static void level(String name) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(name));
        }
    }
}
