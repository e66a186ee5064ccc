package dev.signalbox.client;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Replies;
import dev.signalbox.protocol.SignalboxException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// Follows one session until it is closed, through every break of the connection.
///
/// Each event comes once and in order: the subscription knows its place, checks every step by
/// `prev`, and asks again from its place after a break, waiting a little longer each time. One
/// virtual thread does it all and calls the listener.
public final class SessionSubscription implements AutoCloseable {
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final SessionListener listener;
    private final SubscriptionLoop loop;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;

    private SessionSubscription(
            Rest rest,
            String sessionId,
            SubscribeOptions options,
            SessionListener listener,
            Function<String, Replies.SnapshotView> snapshots) {
        this.listener = listener;
        this.loop = new SubscriptionLoop(rest, sessionId, options, listener, snapshots, closed);
        this.thread =
                Thread.ofVirtual().name("signalbox-subscription-" + sessionId).unstarted(this::run);
    }

    static SessionSubscription start(
            Rest rest,
            String sessionId,
            SubscribeOptions options,
            SessionListener listener,
            Function<String, Replies.SnapshotView> snapshots) {
        var subscription = new SessionSubscription(rest, sessionId, options, listener, snapshots);
        subscription.thread.start();
        return subscription;
    }

    private void run() {
        try {
            loop.run();
            ended.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The thread ends here.
            ended.complete(null);
        } catch (SignalboxException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(
                    new SignalboxException(
                            ErrorCode.INTERNAL,
                            "the listener failed after event " + loop.position() + ": " + e,
                            e));
        }
    }

    private void fail(SignalboxException why) {
        if (closed.getCount() == 0) {
            ended.complete(null); // What an interrupted call says of itself.
            return;
        }
        try {
            listener.failed(why);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
        ended.completeExceptionally(why);
    }

    /// The `seq` up to which the listener has been given everything; -1 while it is not known. Join
    /// with it later to go on from there.
    public long position() {
        return loop.position();
    }

    /// Done when nothing more comes: closed, or the session was deleted. Fails with the
    /// [SignalboxException] that [SessionListener#failed] was given.
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /// Ends the subscription and waits up to five seconds for a listener that is at work, which is
    /// interrupted. The session goes on. May be called from the listener itself, and again.
    @Override
    public void close() {
        closed.countDown();
        if (Thread.currentThread() == thread) {
            return;
        }
        loop.goodbye();
        thread.interrupt();
        try {
            thread.join(END_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
