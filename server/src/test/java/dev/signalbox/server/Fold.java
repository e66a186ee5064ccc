package dev.signalbox.server;

import dev.signalbox.client.SessionListener;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.client.SubscribeOptions.Transport;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.SessionState;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// What one subscriber was given, and what that adds up to.
final class Fold implements SessionListener {
    final List<SignalboxException> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger breaks = new AtomicInteger();
    private volatile SessionState state = SessionState.EMPTY;
    private volatile boolean isInOrder = true;

    /// Everything from the first event on.
    static Fold of(SignalboxClient client, String session, Transport transport) {
        var fold = new Fold();
        var _ = client.subscribe(session, SubscribeOptions.after(0).transport(transport), fold);
        return fold;
    }

    @Override
    public void event(Envelope event) {
        isInOrder &= event.seq() == state.seq() + 1;
        state = state.on(event);
    }

    @Override
    public void disconnected(String why, Duration retryIn) {
        breaks.incrementAndGet();
    }

    @Override
    public void failed(SignalboxException why) {
        failures.add(why);
    }

    SessionState state() {
        return state;
    }

    /// Whether each event came once, and in order.
    boolean isInOrder() {
        return isInOrder;
    }
}
