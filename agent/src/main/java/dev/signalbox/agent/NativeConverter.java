package dev.signalbox.agent;

import dev.signalbox.protocol.StreamEvent;

import java.util.List;

/// Makes stream events of an agent's recorded native output. Queries are `q1`, `q2`, … as the
/// output shows them. Pure; one owner thread.
public interface NativeConverter {
    /// The events that one line gives, often none.
    List<StreamEvent> line(byte[] line);

    /// The output has ended. A query that is open ends as `lost`, after the blocks that are open.
    List<StreamEvent> end();
}
