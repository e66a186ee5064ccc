package dev.signalbox.server;

import static org.awaitility.Awaitility.await;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions.Transport;
import dev.signalbox.testkit.FaultProxy;
import dev.signalbox.testkit.LinkFault;
import dev.signalbox.testkit.LinkFault.End;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Readers of one session who never read, who read a byte a second, whose connection was forgotten
/// by the network, and who come and go every 50 ms; every second one by WebSocket, the others by
/// server-sent events. Their threads end with [#close].
final class BadReaders implements AutoCloseable {
    private static final int RECEIVE_BYTES = 4_096;
    private static final int STORM_EVERY_MS = 50;

    /// Raw connections that come with each gust of the storm, and go with the next.
    private static final int GUST = 8;

    private static final int FOLDS = 6;

    private final int port;
    private final String session;
    private final long head;
    private final Random random;
    private final FaultProxy forgetful;
    private final FaultProxy stormy;
    private final SignalboxClient client;
    private final List<RawSocket> mute = new ArrayList<>();
    private final List<RawSocket> forgotten = new ArrayList<>();
    private final List<RawSocket> gust = new ArrayList<>();
    private final List<Fold> folds = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong bytesSipped = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);

    /// @param head the last event so far
    BadReaders(int port, String session, long head, Random random) {
        this.port = port;
        this.session = session;
        this.head = head;
        this.random = random;
        forgetful = FaultProxy.before(port);
        stormy = FaultProxy.before(port);
        client = LiveServer.client(stormy.port());
    }

    /// They come, and the storm begins.
    ///
    /// @param stuck how many never read, or a byte a second, beginning with the first event
    /// @param halfOpen how many are forgotten by the network
    void join(int stuck, int halfOpen) {
        var sippers = new ArrayList<RawSocket>();
        for (int i = 0; i < stuck; i++) {
            (i % 4 < 2 ? mute : sippers).add(reader(port, i, 0));
        }
        for (int i = 0; i < halfOpen; i++) {
            forgotten.add(reader(forgetful.port(), i, head));
        }
        forgetful.fault(LinkFault.HALF_OPEN);
        mute.addAll(sippers);
        for (int i = 0; i < FOLDS; i++) {
            folds.add(Fold.of(client, session, i % 2 == 0 ? Transport.WEBSOCKET : Transport.SSE));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> folds.stream().allMatch(it -> it.state().seq() >= head));
        threads.add(Thread.ofVirtual().name("sippers").start(() -> sip(sippers)));
        threads.add(Thread.ofVirtual().name("storm").start(this::storm));
    }

    private RawSocket reader(int at, int number, long after) {
        if (number % 2 == 0) {
            return RawSocket.stream(at, RECEIVE_BYTES, session, after);
        }
        var socket = RawSocket.upgraded(at);
        socket.join(session, after);
        return socket;
    }

    private boolean isOver(int waitMs) {
        try {
            return end.await(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void sip(List<RawSocket> sippers) {
        while (!isOver(1_000)) {
            for (var socket : sippers) {
                bytesSipped.addAndGet(socket.body(1).length());
            }
        }
    }

    private void storm() {
        while (!isOver(STORM_EVERY_MS)) {
            var _ = stormy.cutAll(random.nextBoolean() ? End.FIN : End.RST);
            gust.forEach(RawSocket::close);
            gust.clear();
            for (int i = 0; i < GUST; i++) {
                gust.add(reader(port, i, head));
            }
        }
        gust.forEach(RawSocket::close);
    }

    long bytesSipped() {
        return bytesSipped.get();
    }

    /// The storm is over; the rest goes on.
    ///
    /// @return what the clients hold that were cut
    List<Fold> calm() {
        end.countDown();
        threads.forEach(BadReaders::join);
        return folds;
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        var _ = calm();
        client.close();
        mute.forEach(RawSocket::close);
        forgotten.forEach(RawSocket::close);
        stormy.close();
        forgetful.close();
    }
}
