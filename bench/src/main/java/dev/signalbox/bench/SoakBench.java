package dev.signalbox.bench;

import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateSession;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// As many events as a day of work brings: many sessions, each with a reader that counts, and the
/// server's memory meanwhile. What grows with the events shows as a slope over the second half.
final class SoakBench {
    private static final int DELTAS = 500;
    private static final int SAMPLES = 40;
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// Sessions that work at the same moment; the others are loaded and wait.
    private static final int AT_ONCE = 8;

    private final Path home;
    private final List<CountReader> readers = new ArrayList<>();
    private final Slope resident = new Slope();
    private final Slope heap = new Slope();

    SoakBench(Path home) {
        this.home = home;
    }

    /// @return whether nothing was lost, doubled or out of order
    boolean run(int events, int sessions) throws IOException, InterruptedException {
        try (var scratch = Scratch.make();
                var served = Served.start(home, scratch.dir())) {
            var ids = new ArrayList<String>();
            for (int i = 0; i < sessions; i++) {
                ids.add(session(served));
                readers.add(new CountReader(DELTAS));
                var _ =
                        served.client()
                                .subscribe(ids.get(i), SubscribeOptions.after(0), readers.get(i));
            }
            work(served, ids, Math.max(1, events / (DELTAS * sessions)));
        }
        return report(sessions);
    }

    private static String session(Served served) {
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        CountingAgent.command().forEach(command::add);
        return served.client()
                .createSession(new CreateSession("exec", null, null, options, null, null, null))
                .id();
    }

    /// Query after query, on all sessions in turn.
    private void work(Served served, List<String> ids, int queriesEach)
            throws IOException, InterruptedException {
        System.out.printf("%12s %12s %18s%n", "events", "resident MB", "heap after GC MB");
        int all = queriesEach * ids.size();
        var next = new AtomicInteger();
        var failure = new AtomicReference<@Nullable Throwable>();
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < Math.min(AT_ONCE, ids.size()); i++) {
            int lane = i;
            workers.add(
                    Thread.ofVirtual()
                            .name("soak-" + lane)
                            .uncaughtExceptionHandler((_, e) -> failure.set(e))
                            .start(() -> lane(served, ids, lane, queriesEach, next)));
        }
        for (int sampled = 0; next.get() < all && failure.get() == null; ) {
            if (next.get() >= (long) sampled * all / SAMPLES) {
                sample(served);
                sampled++;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        for (var worker : workers) {
            worker.join();
        }
        @Nullable Throwable why = failure.get();
        if (why != null) {
            throw new IOException("the soak broke off: " + why.getMessage(), why);
        }
        sample(served);
    }

    private void lane(
            Served served, List<String> ids, int lane, int queriesEach, AtomicInteger done) {
        try {
            for (int round = 0; round < queriesEach; round++) {
                for (int i = lane; i < ids.size(); i += AT_ONCE) {
                    var reader = readers.get(i);
                    served.client().sendMessage(ids.get(i), Integer.toString(DELTAS));
                    if (!reader.ended().tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                        throw new IllegalStateException(
                                "a query of " + ids.get(i) + " did not end within " + PATIENCE);
                    }
                    if (reader.trouble() != null) {
                        throw new IllegalStateException(ids.get(i) + ": " + reader.trouble());
                    }
                    done.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample(Served served) throws IOException, InterruptedException {
        long events = readers.stream().mapToLong(CountReader::events).sum();
        double rss = served.residentMegabytes();
        resident.add(events / 1e6, rss);
        @Nullable Double used = served.heapAfterGcMegabytes();
        if (used != null) {
            heap.add(events / 1e6, used);
        }
        System.out.printf(
                Locale.ROOT,
                "%,12d %12.0f %18s%n",
                events,
                rss,
                used == null ? "no jcmd" : String.format(Locale.ROOT, "%.1f", used));
    }

    private boolean report(int sessions) {
        long events = readers.stream().mapToLong(CountReader::events).sum();
        long lost = readers.stream().mapToLong(CountReader::lost).sum();
        long duplicated = readers.stream().mapToLong(CountReader::duplicated).sum();
        long reordered = readers.stream().mapToLong(CountReader::reordered).sum();
        System.out.printf(
                Locale.ROOT,
                "events %,d   sessions %d   lost %d   duplicated %d   reordered %d%n"
                        + "slope over the second half: resident %.1f MB, heap after GC %.1f MB per"
                        + " million events%n",
                events,
                sessions,
                lost,
                duplicated,
                reordered,
                resident.ofSecondHalf(),
                heap.ofSecondHalf());
        return lost + duplicated + reordered == 0;
    }
}
