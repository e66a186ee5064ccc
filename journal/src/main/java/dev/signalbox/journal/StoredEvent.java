package dev.signalbox.journal;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

/// An event as it was written.
///
/// @param level of a `session:log`, else null
/// @param json the envelope's own bytes; shared, not to be changed
public record StoredEvent(
        long seq, String type, Track track, @Nullable LogLevel level, byte[] json) {}
