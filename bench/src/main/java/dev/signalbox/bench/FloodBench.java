package dev.signalbox.bench;

import dev.signalbox.client.LogsQuery;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.SessionEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// A session whose agent floods its stderr while it talks, and another one beside it: how old both
/// conversations' events are when they come to their readers, with the flood and without. Alternates,
/// so that both are measured on the same machine.
final class FloodBench {
    private static final String TALK = "400 10000";

    /// What was left out is said within a second.
    private static final Duration LAST_REPORT = Duration.ofMillis(2_500);

    private final Path home;
    private final Figures own = new Figures("the flooding session's conversation, quiet", "ms");
    private final Figures ownFlooded = new Figures("the same while it floods", "ms");
    private final Figures other = new Figures("another session's conversation, quiet", "ms");
    private final Figures otherFlooded = new Figures("the same beside the flood", "ms");
    private final Figures ownAdded = new Figures("p99 added, of a round, its own", "ms");
    private final Figures otherAdded = new Figures("p99 added, of a round, another's", "ms");

    FloodBench(Path home) {
        this.home = home;
    }

    /// @param lines a second
    /// @return whether what was kept and what was said to be left out are what was written
    boolean run(int rounds, int lines) throws IOException, InterruptedException {
        try (var scratch = Scratch.make();
                var _ = HttpClient.newHttpClient();
                var served = Served.start(home, scratch.dir())) {
            String flooding = served.stampingSession();
            String beside = served.stampingSession();
            var first = new StampReader();
            var second = new StampReader();
            try (var _ = served.client().subscribe(flooding, SubscribeOptions.after(0), first);
                    var _ = served.client().subscribe(beside, SubscribeOptions.after(0), second)) {
                var warm = new Figures("", "ms");
                double _ = talk(served, flooding, first, warm, beside, second, warm, "")[0];
                for (int i = 0; i < rounds; i++) {
                    double[] quiet = talk(served, flooding, first, own, beside, second, other, "");
                    double[] flooded =
                            talk(
                                    served,
                                    flooding,
                                    first,
                                    ownFlooded,
                                    beside,
                                    second,
                                    otherFlooded,
                                    " " + lines);
                    ownAdded.add(flooded[0] - quiet[0]);
                    otherAdded.add(flooded[1] - quiet[1]);
                }
            }
            LockSupport.parkNanos(LAST_REPORT.toNanos());
            return print(served, flooding);
        }
    }

    /// @return the p99 of each
    private static double[] talk(
            Served served,
            String flooding,
            StampReader first,
            Figures into,
            String beside,
            StampReader second,
            Figures intoOther,
            String flood)
            throws IOException, InterruptedException {
        served.client().sendMessage(flooding, TALK + flood);
        served.client().sendMessage(beside, TALK);
        return new double[] {take(first, into), take(second, intoOther)};
    }

    private static double take(StampReader reader, Figures into)
            throws IOException, InterruptedException {
        var mine = new Figures("", "ms");
        for (double age : reader.next().ages()) {
            mine.add(age);
            into.add(age);
        }
        return mine.quantile(0.99);
    }

    private boolean print(Served served, String flooding) {
        for (var figures :
                new Figures[] {own, ownFlooded, other, otherFlooded, ownAdded, otherAdded}) {
            figures.print();
        }
        long kept = 0;
        long leftOut = 0;
        long written = 0;
        var query = new LogsQuery(null, 0L, null, null, 1_000, null);
        @Nullable Object next = 0L;
        while (next != null) {
            query = query.from(Long.parseLong(next.toString()));
            var page = served.client().logs(flooding, query);
            for (var one : page.items()) {
                if (one.event() instanceof SessionEvent.Log log) {
                    String said = log.message();
                    boolean isLine =
                            log.source() == LogSource.AGENT && said.startsWith(StampingAgent.LINE);
                    kept += isLine ? 1 : 0;
                    if (said.startsWith(StampingAgent.WROTE)) {
                        written += Long.parseLong(said.substring(StampingAgent.WROTE.length()));
                    }
                    if (log.data() != null) {
                        for (var count : log.data().path("leftOut")) {
                            leftOut += count.asLong(0);
                        }
                    }
                }
            }
            next = page.next();
        }
        System.out.printf(
                Locale.ROOT,
                "%d lines written = %d kept + %d said to be left out: %s%n",
                written,
                kept,
                leftOut,
                written == kept + leftOut ? "exact" : "WRONG");
        return written == kept + leftOut;
    }
}
