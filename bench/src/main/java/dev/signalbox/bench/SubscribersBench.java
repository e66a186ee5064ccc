package dev.signalbox.bench;

import dev.signalbox.client.SubscribeOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleConsumer;

/// Many readers of one session, by WebSocket and by server-sent events: how old events are when they
/// come to the good ones, alone and beside a third that reads nothing, a byte a second, or comes and
/// goes. Alternates, so that both are measured on the same machine.
final class SubscribersBench {
    private static final String HISTORY = "20000 0";
    private static final String WARM_UP = "50 100000";
    private static final String MEASURED = "100 100000";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path home;
    private final List<ReaderLog> good = new ArrayList<>();
    private final List<PlainReader> plain = new ArrayList<>();
    private final List<WebSocket> sockets = new ArrayList<>();

    /// Where ages go now.
    private volatile @Nullable DoubleConsumer sink;

    SubscribersBench(Path home) {
        this.home = home;
    }

    /// @return whether each good reader got every event once and in order
    boolean run(int rounds, int readers) throws IOException, InterruptedException {
        var alone = new Figures("agent's line to a reader, good ones alone", "ms");
        var beside = new Figures("agent's line to a reader, bad ones beside", "ms");
        var ratios = new Figures("p99 beside / p99 alone, of a round", "");
        int bad = readers * 35 / 100;
        try (var scratch = Scratch.make();
                var http = HttpClient.newHttpClient();
                var served = Served.start(home, scratch.dir())) {
            String session = served.stampingSession();
            var first = new StampReader();
            try (var _ = served.client().subscribe(session, SubscribeOptions.after(0), first)) {
                ask(served, session, first, HISTORY);
                join(http, served, session, readers - bad);
                var _ = measure(served, session, first, WARM_UP, new Figures("warm", "ms"));
                for (int i = 0; i < rounds; i++) {
                    double without = measure(served, session, first, MEASURED, alone);
                    long head = served.client().session(session).headSeq();
                    try (var _ = new BadCrowd(served.url(), served.token(), session, head, bad)) {
                        // They come, and take what they take.
                        var _ = measure(served, session, first, WARM_UP, new Figures("", "ms"));
                        ratios.add(measure(served, session, first, MEASURED, beside) / without);
                    }
                }
            }
            print(served, alone, beside, ratios, readers - bad, bad);
            return good.stream().allMatch(ReaderLog::isInOrder);
        } finally {
            for (var reader : plain) {
                reader.close();
            }
            sockets.forEach(WebSocket::abort);
        }
    }

    private void print(
            Served served, Figures alone, Figures beside, Figures ratios, int readers, int bad)
            throws IOException {
        alone.print();
        beside.print();
        ratios.print();
        System.out.printf(
                Locale.ROOT,
                "%d good readers, %d bad ones; lost, doubled or out of order with %d of the good"
                        + " ones; server resident %.0f MB%n",
                readers,
                bad,
                good.stream().filter(it -> !it.isInOrder()).count(),
                served.residentMegabytes());
    }

    private void join(HttpClient http, Served served, String session, int count)
            throws IOException {
        long head = served.client().session(session).headSeq();
        for (int i = 0; i < count; i++) {
            var log = new ReaderLog(head, this::age);
            good.add(log);
            if (i % 2 == 0) {
                plain.add(
                        PlainReader.join(
                                served.url(),
                                served.url().getPort(),
                                served.token(),
                                session,
                                head,
                                false));
                var reader = plain.getLast();
                Thread.ofVirtual().name("reader-" + i).start(() -> follow(reader, log));
            } else {
                sockets.add(webSocket(http, served, session, head, log));
            }
        }
    }

    private static void follow(PlainReader reader, ReaderLog log) {
        try {
            reader.follow(log);
        } catch (IOException e) {
            System.err.println("bench: a reader was cut: " + e.getMessage());
        }
    }

    private static WebSocket webSocket(
            HttpClient http, Served served, String session, long head, ReaderLog log) {
        var url = URI.create("ws://" + served.url().getAuthority() + "/api/v1/ws");
        var socket =
                http.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + served.token())
                        .buildAsync(url, new Lines(log))
                        .join();
        String join =
                "{\"type\":\"session:join\",\"id\":\"j\",\"sessionId\":\""
                        + session
                        + "\",\"after\":"
                        + head
                        + "}";
        return socket.sendText(join, true).join();
    }

    /// Gives each object that comes to a log.
    private static final class Lines implements WebSocket.Listener {
        private final ReaderLog log;
        private final StringBuilder text = new StringBuilder();

        Lines(ReaderLog log) {
            this.log = log;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                text.toString().lines().forEach(this::line);
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        /// The reply to the join speaks of the session, and is no event.
        private void line(String line) {
            if (!line.startsWith("{\"type\":\"reply\"")) {
                log.line(line);
            }
        }
    }

    private void age(double millis) {
        var to = sink;
        if (to != null) {
            to.accept(millis);
        }
    }

    /// @return the p99 of this measurement
    private double measure(
            Served served, String session, StampReader first, String prompt, Figures into)
            throws IOException, InterruptedException {
        var mine = new Figures("", "ms");
        DoubleConsumer both =
                millis -> {
                    mine.add(millis);
                    into.add(millis);
                };
        sink = both;
        ask(served, session, first, prompt);
        awaitAll(served, session);
        sink = null;
        return mine.quantile(0.99);
    }

    private static void ask(Served served, String session, StampReader first, String prompt)
            throws IOException, InterruptedException {
        served.client().sendMessage(session, prompt);
        var _ = first.next();
    }

    private void awaitAll(Served served, String session) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long head = served.client().session(session).headSeq();
        while (good.stream().anyMatch(it -> it.seq() < head)) {
            if (System.nanoTime() > deadline) {
                throw new UncheckedIOException(
                        new IOException("readers have not come to " + head + " in " + PATIENCE));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
