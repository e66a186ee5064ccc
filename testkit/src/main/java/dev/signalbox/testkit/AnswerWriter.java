package dev.signalbox.testkit;

import dev.signalbox.testkit.Dialect.ToolCall;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Says one answer in one dialect. Called by one thread, in this order: `start`, the parts, then
/// `end` or `fail`.
///
/// Every part waits `pace` after each of its chunks. An `IOException` means that the peer has gone.
interface AnswerWriter {
    void start() throws IOException;

    void text(List<String> chunks, Duration pace) throws IOException, InterruptedException;

    void thinking(List<String> chunks, Duration pace) throws IOException, InterruptedException;

    void tool(ToolCall call, Duration pace) throws IOException, InterruptedException;

    /// Ends the answer.
    ///
    /// @param calledTools whether a part was a tool call
    /// @param stop why the model stopped, in the dialect's own word; null for the usual one
    /// @return the whole answer, for a peer that did not want a stream
    JsonNode end(boolean calledTools, @Nullable String stop) throws IOException;

    /// Breaks off with an error event.
    void fail(String message) throws IOException;
}
