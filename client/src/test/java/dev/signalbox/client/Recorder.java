package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.Replies;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what a listener hears: `7` for event 7, and words for the rest.
final class Recorder implements SessionListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> breaks = new CopyOnWriteArrayList<>();
    private final List<SignalboxException> failures = new CopyOnWriteArrayList<>();

    @Override
    public void event(Envelope event) {
        heard.add(String.valueOf(event.seq()));
    }

    @Override
    public void joined(long headSeq, long epoch, SessionRuntimeState runtime) {
        heard.add("joined@" + headSeq + "/" + epoch);
    }

    @Override
    public void cursor(long seq) {
        heard.add("cursor@" + seq);
    }

    @Override
    public void snapshot(Replies.SnapshotView snapshot) {
        heard.add("snapshot@" + snapshot.asOfSeq());
    }

    @Override
    public void restarted() {
        heard.add("restarted");
    }

    @Override
    public void disconnected(String why, Duration retryIn) {
        heard.add("break");
        breaks.add(why);
    }

    @Override
    public void deleted() {
        heard.add("deleted");
    }

    @Override
    public void failed(SignalboxException why) {
        heard.add("failed " + why.code());
        failures.add(why);
    }

    /// The events alone.
    List<Long> events() {
        return heard.stream().filter(one -> one.matches("\\d+")).map(Long::valueOf).toList();
    }

    List<String> breaks() {
        return breaks;
    }

    SignalboxException failure() {
        return failures.getFirst();
    }

    /// Exactly these, with spaces between them, and nothing else so far.
    void heard(String everything) {
        var wanted = List.of(everything.split(" (?![A-Z])"));
        await().atMost(Duration.ofSeconds(10)).until(() -> heard.size() >= wanted.size());
        assertThat(heard).isEqualTo(wanted);
    }
}
