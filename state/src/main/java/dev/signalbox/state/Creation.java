package dev.signalbox.state;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;

/// What `session:created` said. It is the first event of a session, and only the first counts.
///
/// @param createdAt from the envelope
public record Creation(
        String agent,
        String environment,
        @Nullable String name,
        @Nullable ObjectNode metadata,
        By by,
        Instant createdAt) {

    static @Nullable Creation on(@Nullable Creation before, Envelope envelope) {
        return before == null && envelope.event() instanceof SessionEvent.Created created
                ? new Creation(
                        created.agent(),
                        created.environment(),
                        created.name(),
                        created.metadata(),
                        created.by(),
                        envelope.at())
                : before;
    }
}
