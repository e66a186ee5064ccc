package dev.signalbox.server;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Moves events from cursors to one client: everything that a client is sent goes through here, on
/// one thread, which waits for the socket before it reads on. A client that takes its time costs its
/// cursors and what is being written, nothing more.
final class EventPump {
    /// Bytes that are joined into one write; one event may be longer.
    private static final int WRITE_BYTES = 64 * 1024;

    private static final int ORDERS_MAX = 64;
    private static final long OFFER_MILLIS = 100;

    private final Outlet outlet;
    private final Subscriptions subscriptions;
    private final Pace pace;
    private final Pace.Place place = new Pace.Place();
    private final InstantSource clock;
    private final long heartbeatNanos;
    private final Signal signal = new Signal();
    private final ArrayBlockingQueue<Order> orders = new ArrayBlockingQueue<>(ORDERS_MAX);
    private @Nullable Watching watching;
    private @Nullable Deadline deadline;
    private long heartbeatAt;
    private boolean endsWhenEmpty;
    private boolean isFinished;
    private volatile boolean isPausing;
    private volatile boolean isEnded;

    /// Something to look at once, on the pump's thread.
    ///
    /// @param order what is to be done then; null = nothing
    record Deadline(long atNanos, Supplier<@Nullable Order> order) {}

    EventPump(Outlet outlet, Duration heartbeatInterval, Pace pace, InstantSource clock) {
        this.outlet = outlet;
        this.pace = pace;
        this.subscriptions = new Subscriptions(outlet);
        this.clock = clock;
        this.heartbeatNanos = heartbeatInterval.toNanos();
    }

    /// Asks for something; waits while too much is asked already. Any thread but the pump's.
    ///
    /// @return false if the pump has ended: nothing is done, and what the order held is closed
    boolean submit(Order order) throws InterruptedException {
        while (!isEnded) {
            if (orders.offer(order, OFFER_MILLIS, TimeUnit.MILLISECONDS)) {
                signal.raise();
                if (isEnded) {
                    discardOrders();
                }
                return true;
            }
        }
        discard(order);
        return false;
    }

    /// A subscription that wakes this pump.
    Subscription subscription(String sessionId) {
        return new Subscription(
                sessionId,
                subscription -> {
                    subscriptions.ready(subscription);
                    if (!isPausing) {
                        signal.raise();
                    }
                });
    }

    /// How many sessions are joined; a moment old.
    int joinedCount() {
        return subscriptions.count();
    }

    /// Before [#run].
    void setDeadline(Deadline once) {
        deadline = once;
    }

    /// Called when something other than an order or a subscription may be due.
    void wake() {
        signal.raise();
    }

    /// The client is gone: ends without another word. Any thread.
    void end() {
        isEnded = true;
        signal.raise();
    }

    /// Pumps until it is told to finish, the client is gone or too slow, or the thread is
    /// interrupted. On return every cursor is closed.
    void run() throws IOException, InterruptedException {
        heartbeatAt = System.nanoTime() + heartbeatNanos;
        try {
            while (!isFinished && !isEnded) {
                obey();
                if (!isFinished) {
                    pump();
                }
            }
        } finally {
            isEnded = true;
            unwatch();
            subscriptions.closeAll();
            discardOrders();
        }
    }

    /// As [#run], and ends when no session is joined any more.
    void runUntilDeleted() throws IOException, InterruptedException {
        endsWhenEmpty = true;
        run();
    }

    private void pump() throws IOException, InterruptedException {
        subscriptions.fill(WRITE_BYTES);
        tick();
        isFinished |= endsWhenEmpty && subscriptions.count() == 0;
        if (outlet.flush()) {
            pause();
        } else if (isIdle()) {
            signal.await(idleNanos());
        }
    }

    /// Lets events gather when many streams are busy. Orders are not kept waiting.
    private void pause() throws InterruptedException {
        long now = System.nanoTime();
        long until = now + pace.pauseNanos(place, now);
        if (until == now || isFinished) {
            return;
        }
        isPausing = true;
        while (until - now > 0 && orders.isEmpty() && !isEnded) {
            signal.await(until - now);
            now = System.nanoTime();
        }
        isPausing = false;
    }

    private void obey() throws IOException, InterruptedException {
        while (!isFinished && outlet.waiting() < WRITE_BYTES) {
            @Nullable Order order = orders.poll();
            if (order == null) {
                return;
            }
            obey(order);
        }
    }

    private void obey(Order order) throws IOException, InterruptedException {
        switch (order) {
            case Order.Say(var frame) -> outlet.frame(frame);
            case Order.Attach(var subscription, var reply) -> {
                say(reply);
                subscriptions.attach(subscription);
            }
            case Order.Detach(var sessionId, var reply) -> {
                subscriptions.detach(sessionId);
                say(reply);
            }
            case Order.Watch(var next, var reply) -> {
                unwatch();
                watching = next;
                say(reply);
            }
            case Order.Unwatch(var reply) -> {
                unwatch();
                say(reply);
            }
            case Order.Finish(var code, var reason) -> {
                isFinished = true;
                outlet.flush();
                outlet.finish(code, reason);
            }
        }
    }

    private void say(byte @Nullable [] frame) {
        if (frame != null) {
            outlet.frame(frame);
        }
    }

    private void tick() throws IOException, InterruptedException {
        long now = System.nanoTime();
        if (deadline != null && now - deadline.atNanos() >= 0) {
            @Nullable Order order = deadline.order().get();
            deadline = null;
            if (order != null) {
                obey(order);
                return;
            }
        }
        subscriptions.retryDue(now);
        if (watching != null) {
            watching.sayDue(now, outlet);
        }
        if (now - heartbeatAt >= 0) {
            heartbeatAt = now + heartbeatNanos;
            subscriptions.sayProgress();
            outlet.heartbeat(ProtocolJson.writeBytes(new ServerFrame.Heartbeat(clock.instant())));
        }
    }

    private boolean isIdle() {
        return !isFinished && orders.isEmpty() && subscriptions.isIdle();
    }

    private long idleNanos() {
        long now = System.nanoTime();
        long idle = Math.min(heartbeatAt - now, subscriptions.retryInNanos(now));
        if (deadline != null) {
            idle = Math.min(idle, deadline.atNanos() - now);
        }
        return watching == null ? idle : Math.min(idle, watching.dueInNanos(now));
    }

    private void unwatch() {
        if (watching != null) {
            watching.close();
            watching = null;
        }
    }

    private void discardOrders() {
        for (var order = orders.poll(); order != null; order = orders.poll()) {
            discard(order);
        }
    }

    private static void discard(Order order) {
        switch (order) {
            case Order.Attach(var subscription, _) -> subscription.cursor().close();
            case Order.Watch(var watching, _) -> watching.close();
            case Order.Say _, Order.Detach _, Order.Unwatch _, Order.Finish _ -> {}
        }
    }
}
