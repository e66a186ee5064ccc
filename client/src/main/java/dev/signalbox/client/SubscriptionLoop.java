package dev.signalbox.client;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The work of a subscription: connect, join, check each step, and start over from the cursor when
/// the connection breaks. Runs on one thread.
final class SubscriptionLoop {
    /// So many connections may bring nothing but nonsense from one place before it is given up.
    private static final int STUCK_MAX = 3;

    private final Rest rest;
    private final String sessionId;
    private final SubscribeOptions options;
    private final SessionListener listener;
    private final Function<String, Replies.SnapshotView> snapshots;
    private final CountDownLatch closed;
    private final EventCursor cursor = new EventCursor();
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());

    private boolean isSnapshotDue;
    private boolean hasJoined;
    private @Nullable String awaitedReply;
    private int stuck;
    private volatile long position = -1;
    private volatile @Nullable Connection current;

    SubscriptionLoop(
            Rest rest,
            String sessionId,
            SubscribeOptions options,
            SessionListener listener,
            Function<String, Replies.SnapshotView> snapshots,
            CountDownLatch closed) {
        this.rest = rest;
        this.sessionId = sessionId;
        this.options = options;
        this.listener = listener;
        this.snapshots = snapshots;
        this.closed = closed;
    }

    /// How one connection ended.
    private sealed interface Outcome {
        /// Start over from the cursor, after a while.
        record Again(String why) implements Outcome {}

        /// There is nothing more to come.
        record Over() implements Outcome {}
    }

    /// The last event that the listener was given; -1 before there is one to tell of.
    long position() {
        return position;
    }

    /// Tells the server that nobody listens any more. From any thread.
    void goodbye() {
        var connection = current;
        if (connection != null) {
            connection.goodbye();
        }
    }

    /// Runs until the session is deleted, or the subscription is closed.
    ///
    /// @throws SignalboxException if it cannot go on
    void run() throws InterruptedException {
        switch (options.start()) {
            case SubscribeOptions.Start.Now _ -> {}
            case SubscribeOptions.Start.After(long seq, long epoch) -> place(seq, epoch);
            case SubscribeOptions.Start.Snapshot _ -> isSnapshotDue = true;
        }
        while (isOpen() && followOnce() instanceof Outcome.Again(String why)) {
            if (!isOpen()) {
                return;
            }
            var wait = backoff.next();
            listener.disconnected(why, wait);
            if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private boolean isOpen() {
        return closed.getCount() > 0;
    }

    private Outcome followOnce() throws InterruptedException {
        Replies.@Nullable SnapshotView snapshot;
        try {
            snapshot = isSnapshotDue ? snapshots.apply(sessionId) : null;
        } catch (SignalboxException e) {
            return againUnlessFinal(e);
        }
        if (snapshot != null) {
            isSnapshotDue = false;
            place(snapshot.asOfSeq(), snapshot.epoch());
            listener.snapshot(snapshot);
        }
        Connection connection;
        try {
            connection = connect();
        } catch (SignalboxException e) {
            return againUnlessFinal(e);
        }
        try (connection) {
            current = connection;
            Outcome outcome = null;
            while (outcome == null && isOpen()) {
                outcome = take(connection.next(options.silenceMax()));
            }
            return outcome == null ? new Outcome.Over() : outcome;
        } finally {
            current = null;
        }
    }

    /// A first connection that fails is an answer; a later one is a break that may pass.
    private Outcome againUnlessFinal(SignalboxException e) {
        if (!hasJoined || !e.code().retryable()) {
            throw e;
        }
        return new Outcome.Again(String.valueOf(e.getMessage()));
    }

    private Connection connect() throws InterruptedException {
        var connection = Connection.open(rest, sessionId, options);
        boolean isJoined = false;
        try {
            awaitedReply = connection.join(cursor);
            isJoined = true;
            if (awaitedReply == null) {
                joined();
            }
        } catch (IOException e) {
            throw Problems.unreachable(e, rest.base(), "joining session " + sessionId);
        } finally {
            if (!isJoined) {
                connection.close();
            }
        }
        return connection;
    }

    private void joined() {
        hasJoined = true;
        backoff.reset();
    }

    private @Nullable Outcome take(Connection.@Nullable Inbound inbound) {
        return switch (inbound) {
            case null ->
                    new Outcome.Again(
                            "the server was silent for " + options.silenceMax().toSeconds() + " s");
            case Connection.Inbound.Broken(var why) ->
                    new Outcome.Again("the connection broke: " + why);
            case Connection.Inbound.Closed(int code, String reason) -> closedByServer(code, reason);
            case Connection.Inbound.Text(String text, long epoch) -> {
                if (epoch > 0) {
                    cursor.epoch(epoch);
                }
                yield take(text);
            }
        };
    }

    private static Outcome closedByServer(int code, String reason) {
        var failure = Problems.ofGoodbye(code, reason);
        if (failure != null) {
            throw failure;
        }
        return new Outcome.Again("the server closed the connection: " + code + " " + reason);
    }

    /// One object a line; a frame without `batch` is one line.
    private @Nullable Outcome take(String text) {
        for (int start = 0; start < text.length() && isOpen(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            if (end > start) {
                var outcome = takeLine(text.substring(start, end));
                if (outcome != null) {
                    return outcome;
                }
            }
            start = end + 1;
        }
        return null;
    }

    private @Nullable Outcome takeLine(String line) {
        Incoming incoming;
        try {
            incoming = Incoming.read(line);
        } catch (ProtocolException e) {
            return stuck("the server sent what is no event: " + e.getMessage());
        }
        return switch (incoming) {
            case Incoming.Event(var envelope) -> event(envelope);
            case Incoming.Frame(var frame) -> frame(frame);
        };
    }

    private @Nullable Outcome event(Envelope envelope) {
        if (awaitedReply != null || !envelope.sessionId().equals(sessionId)) {
            return null; // Left over from before the join, or not ours.
        }
        long before = cursor.seq();
        return switch (cursor.step(envelope)) {
            case SEEN -> null;
            case GAP ->
                    stuck("events between " + before + " and " + envelope.seq() + " did not come");
            case NEXT -> {
                stuck = 0;
                listener.event(envelope);
                position = envelope.seq();
                yield null;
            }
        };
    }

    private @Nullable Outcome frame(ServerFrame frame) {
        switch (frame) {
            case ServerFrame.Reply reply
                    when reply.id() != null && reply.id().equals(awaitedReply) -> {
                return reply(reply);
            }
            case ServerFrame.Cursor(String id, long seq) when id.equals(sessionId) -> {
                cursor.reach(seq);
                position = cursor.seq();
                listener.cursor(seq);
            }
            case ServerFrame.Resync resync when resync.sessionId().equals(sessionId) -> {
                return resync(resync);
            }
            case ServerFrame.SessionDeleted(String id) when id.equals(sessionId) -> {
                listener.deleted();
                return new Outcome.Over();
            }
            default -> {} // Heartbeats count by coming; what a newer server says is not for us.
        }
        return null;
    }

    private @Nullable Outcome reply(ServerFrame.Reply reply) {
        if (!reply.ok()) {
            return againUnlessFinal(Problems.of(reply.error(), "joining session " + sessionId));
        }
        awaitedReply = null;
        joined();
        var joined =
                Rest.bind(
                        reply.data() == null ? ProtocolJson.object() : reply.data(),
                        ServerFrame.Joined.class,
                        "joining session " + sessionId);
        if (!cursor.isPlaced()) {
            place(joined.headSeq(), joined.epoch());
        }
        cursor.epoch(joined.epoch());
        listener.joined(joined.headSeq(), joined.epoch(), joined.runtime());
        return null;
    }

    private Outcome resync(ServerFrame.Resync resync) {
        switch (options.resync()) {
            case SNAPSHOT -> isSnapshotDue = true;
            case REPLAY -> {
                place(0, resync.epoch());
                listener.restarted();
            }
        }
        return new Outcome.Again("the server cannot go on from here: " + resync.reason());
    }

    private void place(long seq, long epoch) {
        cursor.place(seq, epoch);
        position = seq;
    }

    /// Asks again from the cursor: the journal has what the connection lost.
    private Outcome stuck(String why) {
        stuck++;
        if (stuck >= STUCK_MAX) {
            throw new SignalboxException(
                    ErrorCode.INTERNAL,
                    "session "
                            + sessionId
                            + " cannot be followed beyond "
                            + cursor.seq()
                            + ": "
                            + why);
        }
        return new Outcome.Again(why);
    }
}
