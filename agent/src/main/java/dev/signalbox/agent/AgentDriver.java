package dev.signalbox.agent;

import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// Speaks with one agent for the life of its process.
///
/// Every method is called on the runner's agent loop, one at a time, and returns at once. A driver
/// says `query_ended` itself when the agent says that a turn has ended; the runner guarantees that
/// there is exactly one, and completes what is left open.
public interface AgentDriver {
    /// How to start the agent; null when it needs no process. Called once, first.
    ///
    /// @throws dev.signalbox.protocol.SignalboxException `AGENT_NOT_INSTALLED`, with what to do
    @Nullable AgentLaunch launch();

    /// The process is up. The driver may write its handshake, and calls [AgentPort#ready] as soon
    /// as the agent can take a query.
    void started();

    /// One line of the agent's standard output, without its newline.
    void line(byte[] line);

    /// Gives the agent a message to work on. Called only while it is ready and no query of the
    /// server's is active.
    ///
    /// @param options for this query only
    void startQuery(String queryId, MessageContent prompt, Map<String, JsonNode> options);

    /// Asks the agent to stop working on a query. The runner ends the agent if it does not.
    void interrupt(String queryId);

    /// A person's answer to a request that this driver said.
    void answerPermission(RunnerCommand.AnswerPermission answer);

    /// New values of session options, already validated; a JSON null takes one away.
    void setOptions(Map<String, JsonNode> options);

    /// A graceful end is wanted. The runner closes the agent's standard input after this.
    void closing();

    /// The process is gone, and all its output has been given to [#line]. The driver completes the
    /// blocks that it knows more about than the block law does.
    ///
    /// @param exit how it ended, where that is known
    void ended(QueryCause.@Nullable Exit exit);
}
