package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Moves events from cursors to one client: everything that a client is sent goes through here, on
/// one thread, which waits for the socket before it reads on. A client that takes its time costs its
/// cursors and what is being written, nothing more.
final class EventPump {
    private static final System.Logger LOG = System.getLogger(EventPump.class.getName());

    /// Bytes that are joined into one write; one event may be longer.
    static final int WRITE_BYTES = 64 * 1024;

    private static final int TURN_BYTES = 16 * 1024;
    private static final int TURN_EVENTS = 128;
    private static final int ORDERS_MAX = 64;
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Outlet outlet;
    private final InstantSource clock;
    private final long heartbeatNanos;
    private final Signal signal = new Signal();
    private final ArrayBlockingQueue<Order> orders = new ArrayBlockingQueue<>(ORDERS_MAX);

    /// Subscriptions with something to read, each at most once.
    private final ConcurrentLinkedQueue<Subscription> ready = new ConcurrentLinkedQueue<>();

    /// Sessions whose journal does not work at the moment.
    private final Map<String, Subscription> stalled = new HashMap<>();

    private final Map<String, Subscription> joined = new HashMap<>();
    private @Nullable Watching watching;
    private @Nullable Deadline deadline;
    private long heartbeatAt;
    private long retryAt;
    private boolean isFinished;
    private boolean endsWhenEmpty;
    private volatile boolean isEnded;
    private volatile int joinedCount;

    /// Something to look at once, on the pump's thread.
    ///
    /// @param order what is to be done then; null = nothing
    record Deadline(long atNanos, Supplier<@Nullable Order> order) {}

    EventPump(Outlet outlet, Duration heartbeatInterval, InstantSource clock) {
        this.outlet = outlet;
        this.clock = clock;
        this.heartbeatNanos = heartbeatInterval.toNanos();
    }

    /// Asks for something; waits while too much is asked already. Any thread but the pump's.
    ///
    /// @return false if the pump has ended
    boolean submit(Order order) throws InterruptedException {
        while (!isEnded) {
            if (orders.offer(order, 100, TimeUnit.MILLISECONDS)) {
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
                    ready.add(subscription);
                    signal.raise();
                });
    }

    /// How many sessions are joined; a moment old.
    int joinedCount() {
        return joinedCount;
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
                fill();
                tick();
                isFinished |= endsWhenEmpty && joined.isEmpty();
                if (!outlet.flush() && !isFinished && orders.isEmpty() && ready.isEmpty()) {
                    signal.await(idleNanos());
                }
            }
        } finally {
            isEnded = true;
            closeAll();
        }
    }

    /// As [#run], and ends when no session is joined any more.
    void runUntilDeleted() throws IOException, InterruptedException {
        endsWhenEmpty = true;
        run();
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
                attach(subscription);
            }
            case Order.Detach(var sessionId, var reply) -> {
                drop(joined.get(sessionId));
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

    private void say(ServerFrame frame) {
        outlet.frame(ProtocolJson.writeBytes(frame));
    }

    /// Takes turns between the sessions that have something, until one write is full.
    private void fill() {
        while (outlet.waiting() < WRITE_BYTES) {
            @Nullable Subscription next = ready.poll();
            if (next == null) {
                return;
            }
            next.taken();
            if (joined.get(next.sessionId()) == next) {
                read(next);
            }
        }
    }

    private void read(Subscription from) {
        try {
            var cursor = from.cursor();
            var events = cursor.next(TURN_EVENTS, TURN_BYTES);
            for (var event : events) {
                outlet.event(from, event);
                from.read(event.seq());
            }
            if (!events.isEmpty()) {
                from.wake(); // There may be more; the others first.
            } else if (cursor.isDeleted()) {
                drop(from);
                say(new ServerFrame.SessionDeleted(from.sessionId()));
            }
        } catch (SignalboxException e) {
            cannotRead(from, e);
        }
    }

    private void cannotRead(Subscription from, SignalboxException e) {
        if (e.code() == ErrorCode.JOURNAL_UNAVAILABLE) {
            if (stalled.isEmpty()) {
                retryAt = System.nanoTime() + RETRY.toNanos();
            }
            stalled.put(from.sessionId(), from);
            return;
        }
        drop(from);
        if (e.code() == ErrorCode.SESSION_NOT_FOUND) {
            say(new ServerFrame.SessionDeleted(from.sessionId()));
            return;
        }
        LOG.log(Level.WARNING, "cannot read events session_id=" + from.sessionId(), e);
        say(
                new ServerFrame.Resync(
                        from.sessionId(), e.code().title(), from.headSeq(), from.epoch()));
    }

    private void tick() throws IOException, InterruptedException {
        long now = System.nanoTime();
        if (deadline != null && now - deadline.atNanos() >= 0) {
            @Nullable Order order = deadline.order().get();
            deadline = null;
            if (order != null) {
                obey(order);
            }
        }
        if (!stalled.isEmpty() && now - retryAt >= 0) {
            stalled.values().forEach(Subscription::wake);
            stalled.clear();
        }
        if (watching != null) {
            watching.sayDue(now, outlet);
        }
        if (now - heartbeatAt >= 0) {
            heartbeatAt = now + heartbeatNanos;
            joined.values().forEach(this::sayProgress);
            say(new ServerFrame.Heartbeat(clock.instant()));
        }
    }

    private void sayProgress(Subscription of) {
        @Nullable Long seq = of.cursor().progress();
        if (seq != null) {
            of.read(seq);
            say(new ServerFrame.Cursor(of.sessionId(), seq));
        }
    }

    private long idleNanos() {
        long now = System.nanoTime();
        long idle = heartbeatAt - now;
        if (!stalled.isEmpty()) {
            idle = Math.min(idle, retryAt - now);
        }
        if (deadline != null) {
            idle = Math.min(idle, deadline.atNanos() - now);
        }
        return watching == null ? idle : Math.min(idle, watching.dueInNanos(now));
    }

    private void attach(Subscription subscription) {
        drop(joined.get(subscription.sessionId()));
        joined.put(subscription.sessionId(), subscription);
        joinedCount = joined.size();
        subscription.wake();
    }

    private void drop(@Nullable Subscription subscription) {
        if (subscription != null) {
            joined.remove(subscription.sessionId());
            stalled.remove(subscription.sessionId());
            joinedCount = joined.size();
            subscription.cursor().close();
        }
    }

    private void unwatch() {
        if (watching != null) {
            watching.close();
            watching = null;
        }
    }

    private void closeAll() {
        unwatch();
        joined.values().forEach(subscription -> subscription.cursor().close());
        joined.clear();
        joinedCount = 0;
        discardOrders();
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
