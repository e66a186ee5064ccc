package dev.signalbox.bench;

import dev.signalbox.client.SessionListener;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Listens to a session of a [StampingAgent]: how old each delta is when it is here.
final class StampReader implements SessionListener {
    /// What is known of one query.
    ///
    /// @param ages of its deltas, milliseconds, in order
    record Answer(String queryId, java.util.List<Double> ages, double seconds) {}

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private java.util.List<Double> ages = new java.util.ArrayList<>();
    private long first;
    private long lastSeq;
    private volatile @Nullable String trouble;

    @Override
    public void event(Envelope event) {
        if (lastSeq != 0 && event.seq() != lastSeq + 1) {
            trouble = "seq " + event.seq() + " after " + lastSeq;
        }
        lastSeq = event.seq();
        if (event.event() instanceof SessionEvent.Conversation(StreamEvent.TextDelta delta)) {
            var now = Instant.now();
            long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            if (ages.isEmpty()) {
                first = System.nanoTime();
            }
            ages.add((nanos - Long.parseLong(delta.delta().strip())) / 1e6);
        } else if (event.event() instanceof SessionEvent.QueryEnded ended) {
            answers.add(new Answer(ended.queryId(), ages, (System.nanoTime() - first) / 1e9));
            ages = new java.util.ArrayList<>();
        }
    }

    @Override
    public void failed(SignalboxException why) {
        trouble = why.getMessage();
    }

    /// The next query that ended.
    Answer next() throws IOException, InterruptedException {
        @Nullable Answer answer = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (trouble != null) {
            throw new IOException("the stream is not whole: " + trouble);
        }
        if (answer == null) {
            throw new IOException("no query ended within " + PATIENCE);
        }
        return answer;
    }
}
