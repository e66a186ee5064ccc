package dev.signalbox.bench;

import dev.signalbox.testkit.FaultProxy;
import dev.signalbox.testkit.LinkFault;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Readers who never read, who read a byte a second, whom the network has forgotten, and who come
/// and go every 50 ms. Those that stay begin with the session's first event, so that there is more
/// for them than fits; who comes back goes on at its end. Their threads end with [#close].
final class BadCrowd implements AutoCloseable {
    private static final Duration SIP = Duration.ofSeconds(1);
    private static final Duration STORM = Duration.ofMillis(50);
    private static final int GUST = 8;

    private final URI server;
    private final String token;
    private final String session;
    private final long head;
    private final FaultProxy forgetful;
    private final List<PlainReader> all = new ArrayList<>();
    private final List<PlainReader> sippers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    /// @param head where those begin that come and go
    /// @param count of those that stay; a ninth of them is forgotten, the others are mute or sip
    BadCrowd(URI server, String token, String session, long head, int count) throws IOException {
        this.server = server;
        this.token = token;
        this.session = session;
        this.head = head;
        forgetful = FaultProxy.before(server.getPort());
        for (int i = 0; i < count; i++) {
            boolean isForgotten = i % 9 == 0;
            all.add(join(isForgotten ? forgetful.port() : server.getPort(), 0));
            if (!isForgotten && i % 2 == 0) {
                sippers.add(all.getLast());
            }
        }
        forgetful.fault(LinkFault.HALF_OPEN);
        threads.add(Thread.ofVirtual().name("sippers").start(this::sip));
        threads.add(Thread.ofVirtual().name("storm").start(this::storm));
    }

    private PlainReader join(int port, long after) throws IOException {
        return PlainReader.join(server, port, token, session, after, true);
    }

    private void sip() {
        while (!isOver(SIP)) {
            sippers.removeIf(reader -> !reader.sip());
        }
    }

    private void storm() {
        var gust = new ArrayList<PlainReader>();
        try {
            while (!isOver(STORM)) {
                leave(gust);
                for (int i = 0; i < GUST; i++) {
                    gust.add(join(server.getPort(), head));
                }
            }
            leave(gust);
        } catch (IOException e) {
            System.err.println("bench: the storm has calmed down: " + e.getMessage());
        }
    }

    private static void leave(List<PlainReader> readers) throws IOException {
        for (var reader : readers) {
            reader.close();
        }
        readers.clear();
    }

    private boolean isOver(Duration wait) {
        try {
            return end.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leave(all);
        forgetful.close();
    }
}
