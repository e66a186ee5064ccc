package dev.signalbox.client;

import dev.signalbox.protocol.EventFilter;

import java.time.Duration;

/// How to follow a session.
///
/// @param start where to begin
/// @param filter which events to be sent
/// @param isBatched let the server put several events into one frame
/// @param resync what to do when the server cannot go on from the reader's place
/// @param transport how the events travel
/// @param silenceMax how long the server may be silent before the connection counts as dead; three
///   heartbeats by default
public record SubscribeOptions(
        Start start,
        EventFilter filter,
        boolean isBatched,
        Resync resync,
        Transport transport,
        Duration silenceMax) {
    private static final Duration THREE_HEARTBEATS = Duration.ofSeconds(45);

    /// Where to begin.
    public sealed interface Start {
        /// With the next event.
        record Now() implements Start {}

        /// Behind a `seq`.
        ///
        /// @param epoch of the journal that the `seq` is from; 0 when it is not known
        record After(long seq, long epoch) implements Start {}

        /// With a snapshot, and then what follows it.
        record Snapshot() implements Start {}
    }

    /// What to do when the server cannot go on from the reader's place.
    public enum Resync {
        /// Fetch the snapshot, hand it to [SessionListener#snapshot], and go on behind it.
        SNAPSHOT,
        /// Say [SessionListener#restarted] and begin again with the first event.
        REPLAY
    }

    /// How the events travel. Both carry the same events in the same order.
    public enum Transport {
        WEBSOCKET,
        /// Server-sent events, for places where a proxy lets no WebSocket through.
        SSE
    }

    private static SubscribeOptions from(Start start) {
        return new SubscribeOptions(
                start,
                EventFilter.ALL,
                true,
                Resync.SNAPSHOT,
                Transport.WEBSOCKET,
                THREE_HEARTBEATS);
    }

    /// From now on.
    public static SubscribeOptions fromNow() {
        return from(new Start.Now());
    }

    /// Behind a `seq`; 0 for the whole session.
    public static SubscribeOptions after(long seq) {
        return from(new Start.After(seq, 0));
    }

    /// A snapshot first, then what follows it.
    public static SubscribeOptions fromSnapshot() {
        return from(new Start.Snapshot());
    }

    public SubscribeOptions filter(EventFilter wanted) {
        return new SubscribeOptions(start, wanted, isBatched, resync, transport, silenceMax);
    }

    public SubscribeOptions batched(boolean batched) {
        return new SubscribeOptions(start, filter, batched, resync, transport, silenceMax);
    }

    public SubscribeOptions resync(Resync how) {
        return new SubscribeOptions(start, filter, isBatched, how, transport, silenceMax);
    }

    public SubscribeOptions transport(Transport how) {
        return new SubscribeOptions(start, filter, isBatched, resync, how, silenceMax);
    }

    public SubscribeOptions silenceMax(Duration most) {
        return new SubscribeOptions(start, filter, isBatched, resync, transport, most);
    }
}
