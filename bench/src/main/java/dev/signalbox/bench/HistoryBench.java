package dev.signalbox.bench;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// A session with a long history: how long its snapshot takes, from a server that has just started
/// and from one that has shown it before, and how long it takes to join it to the first event.
///
/// The session is made by a real agent ([HistoryAgent]), runner and server. It is stopped then, so
/// that the next server does not load it. A server is asked for another, short session first: what
/// is measured is the history, not the first request of a JVM.
final class HistoryBench {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int TURNS_AT_ONCE = 200;
    private static final int JOINS = 5;

    private final Path home;
    private final Figures cold = new Figures("snapshot, first of a new server", "ms");
    private final Figures warm = new Figures("snapshot, again", "ms");
    private final Figures head = new Figures("join near the head, to the first event", "ms");
    private final Figures middle = new Figures("join in the middle, to the first event", "ms");
    private final Figures begin = new Figures("join at 0, to the first event", "ms");
    private long headSeq;
    private long bytes;

    HistoryBench(Path home) {
        this.home = home;
    }

    /// @return whether the snapshots were all the same
    boolean run(int rounds, int events) throws IOException, InterruptedException {
        boolean isSame = true;
        try (var scratch = Scratch.make()) {
            var served = Served.start(home, scratch.dir());
            try {
                String tiny = session(served, 1);
                String id = session(served, Math.max(1, events / HistoryAgent.EVENTS));
                headSeq = served.client().session(id).headSeq();
                if (headSeq < events) {
                    throw new IllegalStateException("only " + headSeq + " events were made");
                }
                String first = null;
                for (int i = 0; i < rounds; i++) {
                    served.kill();
                    served = Served.start(home, scratch.dir());
                    snapshot(served, tiny);
                    firstEvent(served, tiny, 0);
                    long start = System.nanoTime();
                    String snapshot = snapshot(served, id);
                    cold.add(BenchRunner.millisSince(start));
                    first = first == null ? snapshot : first;
                    isSame &= snapshot.equals(first);
                    measure(served, id);
                }
                // And it works again.
                say(served, id, 1);
            } finally {
                served.close();
            }
        }
        for (var figures : new Figures[] {cold, warm, head, middle, begin}) {
            figures.print();
        }
        System.out.printf(
                Locale.ROOT,
                "a session of %d events, its snapshot %.1f MB, %s%n",
                headSeq,
                bytes / 1e6,
                isSame ? "the same each time" : "NOT THE SAME EACH TIME");
        return isSame;
    }

    private void measure(Served served, String id) throws IOException, InterruptedException {
        for (int i = 0; i < JOINS; i++) {
            long start = System.nanoTime();
            bytes = snapshot(served, id).length();
            warm.add(BenchRunner.millisSince(start));
            head.add(firstEvent(served, id, headSeq - 10));
            middle.add(firstEvent(served, id, headSeq / 2));
            begin.add(firstEvent(served, id, 0));
        }
    }

    private static String session(Served served, int turns) throws InterruptedException {
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        HistoryAgent.command().forEach(command::add);
        String id =
                served.client()
                        .createSession(
                                new CreateSession("exec", null, null, options, null, null, null))
                        .id();
        for (int left = turns; left > 0; left -= TURNS_AT_ONCE) {
            say(served, id, Math.min(left, TURNS_AT_ONCE));
        }
        served.client().environment(id, EnvironmentAction.TERMINATE);
        long last = -1;
        while (last != served.client().session(id).headSeq() || !isDown(served, id)) {
            last = served.client().session(id).headSeq();
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
        return id;
    }

    private static boolean isDown(Served served, String id) {
        var environment = served.client().session(id).runtime().executionEnvironment();
        return environment != null && environment.status().wireName().equals("terminated");
    }

    private static void say(Served served, String id, int turns) {
        served.client().sendMessage(id, Integer.toString(turns));
        long begin = System.nanoTime();
        while (isBusy(served, id)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IllegalStateException("no end of a query within " + PATIENCE);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static boolean isBusy(Served served, String id) {
        var runtime = served.client().session(id).runtime();
        return runtime.activeQuery() != null || !runtime.queue().isEmpty();
    }

    private static String snapshot(Served served, String id)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(
                            request(served, "/api/v1/sessions/" + id + "/snapshot"),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("no snapshot: " + answer.body());
            }
            return answer.body();
        }
    }

    private static HttpRequest request(Served served, String path) {
        return HttpRequest.newBuilder(URI.create(served.url() + path))
                .header("Authorization", "Bearer " + served.token())
                .build();
    }

    /// From the request, on a new connection, to the first event's last byte; milliseconds.
    private static double firstEvent(Served served, String id, long after)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (var reader =
                PlainReader.join(
                        served.url(), served.url().getPort(), served.token(), id, after, false)) {
            reader.firstEvent();
        }
        return BenchRunner.millisSince(start);
    }
}
