package dev.signalbox.bench;

import dev.signalbox.client.SessionListener;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// Listens to a session of a [CountingAgent], and counts what is wrong with the numbers.
final class CountReader implements SessionListener {
    private final int count;
    private final Semaphore ended = new Semaphore(0);
    private final BitSet seen = new BitSet();
    private int newest;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong duplicated = new AtomicLong();
    private final AtomicLong reordered = new AtomicLong();
    private volatile @Nullable String trouble;

    /// @param count of numbers in each answer
    CountReader(int count) {
        this.count = count;
    }

    @Override
    public void event(Envelope event) {
        events.incrementAndGet();
        if (event.event() instanceof SessionEvent.Conversation(StreamEvent.TextDelta delta)) {
            int number = Integer.parseInt(delta.delta().strip());
            if (seen.get(number)) {
                duplicated.incrementAndGet();
            } else if (number < newest) {
                reordered.incrementAndGet();
            }
            seen.set(number);
            newest = Math.max(newest, number);
        } else if (event.event() instanceof SessionEvent.QueryEnded) {
            lost.addAndGet(count - seen.cardinality());
            seen.clear();
            newest = 0;
            ended.release();
        }
    }

    @Override
    public void failed(SignalboxException why) {
        trouble = why.getMessage();
        ended.release();
    }

    /// Counts down with each query that ends.
    Semaphore ended() {
        return ended;
    }

    long events() {
        return events.get();
    }

    long lost() {
        return lost.get();
    }

    long duplicated() {
        return duplicated.get();
    }

    long reordered() {
        return reordered.get();
    }

    @Nullable String trouble() {
        return trouble;
    }
}
