package dev.signalbox.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Places where a scenario waits for the test, so that neither has to sleep.
///
/// A gate comes into being when either side names it, and stays open once it is. Thread-safe.
final class Gates {
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    private record Gate(CountDownLatch reached, CountDownLatch opened) {
        Gate() {
            this(new CountDownLatch(1), new CountDownLatch(1));
        }
    }

    private Gate gate(String name) {
        return gates.computeIfAbsent(name, n -> new Gate());
    }

    void open(String name) {
        gate(name).opened().countDown();
    }

    /// Says that the play is at the gate, and waits until it is open.
    ///
    /// @throws TimeoutException if nobody opens it in time
    void pass(String name, Duration timeout) throws InterruptedException, TimeoutException {
        var gate = gate(name);
        gate.reached().countDown();
        await(gate.opened(), timeout, "nobody opened the gate " + name);
    }

    /// Waits until a play has come to the gate.
    ///
    /// @throws TimeoutException if none does in time
    void awaitReached(String name, Duration timeout) throws InterruptedException, TimeoutException {
        await(gate(name).reached(), timeout, "no request came to the gate " + name);
    }

    private static void await(CountDownLatch latch, Duration timeout, String otherwise)
            throws InterruptedException, TimeoutException {
        if (!latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException(otherwise + " within " + timeout.toSeconds() + " s");
        }
    }

    /// Lets through whoever waits, and forgets all gates.
    void reset() {
        gates.values().forEach(gate -> gate.opened().countDown());
        gates.clear();
    }
}
