package dev.signalbox.runner;

import dev.signalbox.protocol.RunnerCommand;

import java.time.Duration;
import java.util.List;

/// What the agent loop is told by the threads around it.
sealed interface Message {
    /// From a server.
    ///
    /// @param connection counts the attaches; a command of an earlier connection is not heard
    record Command(long connection, RunnerCommand command) implements Message {}

    /// A line of a server's that is no command.
    record BadCommand(String why) implements Message {}

    /// A server is there.
    record Attached() implements Message {}

    /// No server is there any more.
    record Detached(long connection) implements Message {}

    /// Somebody connected, and has a while to attach.
    record Connected(ServerConnection connection) implements Message {}

    /// A server has events that the spool lost; see [Spool#skipTo].
    record SkipTo(ServerConnection connection, long after) implements Message {}

    /// The runner is to end.
    record Stop(String why, Duration grace) implements Message {}

    /// What an agent's process says, in the order in which it says it. [Exited] is the last.
    sealed interface FromAgent extends Message {
        AgentLife life();

        /// Bytes of memory that it holds.
        default int weight() {
            return 64;
        }
    }

    /// One line of its standard output.
    record Line(AgentLife life, byte[] bytes) implements FromAgent {
        @Override
        public int weight() {
            return bytes.length + 64;
        }
    }

    /// Something that a driver's own thread wants done.
    record Task(AgentLife life, Runnable task) implements FromAgent {}

    record LineTooLong(AgentLife life, long bytes, byte[] head) implements FromAgent {}

    /// Lines of its standard error, or parts of long ones, as many as were there at once.
    record ErrorLines(AgentLife life, List<String> texts) implements FromAgent {
        public ErrorLines {
            texts = List.copyOf(texts);
        }

        @Override
        public int weight() {
            return texts.stream().mapToInt(text -> text.length() + 64).sum();
        }
    }

    /// It takes no input any more.
    record InputBroken(AgentLife life, String why) implements FromAgent {}

    /// Its process and all of that process's descendants are gone, and everything it said is here.
    ///
    /// @param status as `Process.exitValue` says it
    record Exited(AgentLife life, int status) implements FromAgent {}
}
