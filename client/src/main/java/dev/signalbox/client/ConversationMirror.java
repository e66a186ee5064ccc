package dev.signalbox.client;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.SessionState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Holds the same state of a session as the server does: every event from the first one, folded by
/// the server's own rules.
///
/// The state is immutable and may be read from any thread; it grows behind the server by the time
/// that an event takes to travel.
public final class ConversationMirror implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final String sessionId;
    private final Consumer<SessionState> onChange;
    private final SessionSubscription subscription;
    private SessionState state = SessionState.EMPTY; // Guarded by `lock`.
    private @Nullable SignalboxException failure; // Guarded by `lock`.
    private boolean isDeleted; // Guarded by `lock`.

    private ConversationMirror(
            SignalboxClient client, String sessionId, Consumer<SessionState> onChange) {
        this.sessionId = sessionId;
        this.onChange = onChange;
        this.subscription =
                client.subscribe(
                        sessionId,
                        SubscribeOptions.after(0).resync(SubscribeOptions.Resync.REPLAY),
                        new Fold());
    }

    /// Begins to mirror a session. Returns at once, with nothing folded yet.
    public static ConversationMirror open(SignalboxClient client, String sessionId) {
        return new ConversationMirror(client, sessionId, _ -> {});
    }

    /// As [#open(SignalboxClient, String)].
    ///
    /// @param onChange is given each new state, on the subscription's thread
    public static ConversationMirror open(
            SignalboxClient client, String sessionId, Consumer<SessionState> onChange) {
        return new ConversationMirror(client, sessionId, onChange);
    }

    /// What the events so far add up to.
    public SessionState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a state.
    ///
    /// @return the first state from now on that is wanted
    /// @throws SignalboxException if the session cannot be followed any more, was deleted, or the
    ///   time is over (`INTERNAL`)
    public SessionState await(Predicate<SessionState> wanted, Duration timeout)
            throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!wanted.test(state)) {
                if (failure != null) {
                    throw new SignalboxException(
                            failure.code(), String.valueOf(failure.getMessage()), failure);
                }
                if (isDeleted) {
                    throw new SignalboxException(
                            ErrorCode.SESSION_NOT_FOUND, "session " + sessionId + " was deleted");
                }
                if (left <= 0) {
                    throw new SignalboxException(
                            ErrorCode.INTERNAL,
                            "session " + sessionId + " is not as awaited after " + timeout);
                }
                left = changed.awaitNanos(left);
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    /// The subscription behind it.
    public SessionSubscription subscription() {
        return subscription;
    }

    @Override
    public void close() {
        subscription.close();
    }

    private final class Fold implements SessionListener {
        @Override
        public void event(Envelope event) {
            become(state().on(event));
        }

        @Override
        public void restarted() {
            become(SessionState.EMPTY);
        }

        private void become(SessionState next) {
            lock.lock();
            try {
                state = next;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            onChange.accept(next);
        }

        @Override
        public void deleted() {
            lock.lock();
            try {
                isDeleted = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void failed(SignalboxException why) {
            lock.lock();
            try {
                failure = why;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
