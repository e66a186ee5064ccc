package dev.signalbox.state;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.MessageContent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A message that waits for its turn.
///
/// @param queuedAt from the envelope
/// @param messageId the client's own id, where it gave one
public record QueuedMessage(
        String queryId,
        Instant queuedAt,
        @Nullable MessageContent content,
        @Nullable String messageId,
        @Nullable By by) {}
