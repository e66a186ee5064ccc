package dev.signalbox.agent;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import java.time.Duration;
import java.time.Instant;

/// A driver's way back to its runner. Called on the agent loop only, and no method blocks, but for
/// [#post] and [#deliver]: they are for the threads of a driver that reads from somewhere else than
/// the agent's standard output.
public interface AgentPort {
    /// Says an event.
    void emit(StreamEvent event);

    /// Says an event in the agent's own words.
    ///
    /// @param json the event as the agent wrote it, one line of UTF-8; not to be changed afterwards
    void emit(StreamEvent event, byte[] json);

    /// Reports a line of the agent's that is no event. The runner limits how often it says so.
    void violation(ProtocolException why, byte[] line);

    /// The agent can take a query.
    void ready();

    /// Writes a line to the agent's standard input; the newline is added.
    void send(byte[] line);

    /// Runs a task later, on the agent loop; never after [AgentDriver#ended].
    Cancellable schedule(Duration after, Runnable task);

    /// Runs a task on the agent loop as soon as its turn comes; never after [AgentDriver#ended]. From
    /// any thread, which waits while the loop has no room for more.
    void post(Runnable task);

    /// Gives the driver a line as if the agent had printed it. From any thread, like [#post].
    void deliver(byte[] line);

    /// An id that is unique in the session, such as `blk_0199…`.
    String newId(String prefix);

    /// Keeps a fact for the drivers that come after this one, across restarts of runner and agent.
    void remember(String key, String value);

    /// The agent's version, for those who ask the runner.
    void agentVersion(String version);

    /// The agent is of no use as it is: the runner ends its processes, and the active query fails
    /// with this.
    void fail(ErrorCode code, String message);

    /// The agent is to be ended and started anew, which is no failure: what it has left running cannot
    /// be stopped in another way.
    void restart(String why);

    /// What was said in this session so far, as text for a model, the latest part of it when it is
    /// long; empty when nothing was. For an agent that has lost its own memory of it.
    String history();

    /// A cause with the last words that the agent said on stderr.
    QueryCause cause(ErrorCode code, String message);

    Instant now();
}
