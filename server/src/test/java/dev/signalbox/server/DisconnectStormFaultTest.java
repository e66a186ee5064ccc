package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.client.SubscribeOptions.Transport;
import dev.signalbox.journal.JournalException;
import dev.signalbox.testkit.FaultProxy;
import dev.signalbox.testkit.LinkFault.End;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class DisconnectStormFaultTest {
    private static final int CUTS = Integer.getInteger("signalbox.test.cuts", 60);
    private static final int CUT_EVERY_MS = 50;
    private static final int CLIENTS = 12;

    @TempDir Path dir;

    @Test
    void subscribersThatAreCutEvery50MsHoldWhatAnUncutOneHolds()
            throws JournalException, InterruptedException {
        long seed = Long.getLong("signalbox.test.seed", System.nanoTime());
        System.out.println("disconnect storm: -Dsignalbox.test.seed=" + seed);
        try (var server = new LiveServer(dir);
                var proxy = FaultProxy.before(server.port);
                var far = LiveServer.client(proxy.port());
                var near = LiveServer.client(server.port)) {
            String session = server.create();
            String query = server.ask(session, "tell me a long story");
            var uncut = Fold.of(near, session, Transport.WEBSOCKET);
            var cut = new ArrayList<Fold>();
            for (int i = 0; i < CLIENTS; i++) {
                cut.add(Fold.of(far, session, i % 2 == 0 ? Transport.WEBSOCKET : Transport.SSE));
            }
            await().until(() -> cut.stream().noneMatch(it -> it.state().seq() == 0));

            var isStormOver = new CountDownLatch(1);
            var agent = Thread.ofVirtual().start(() -> talk(server, session, isStormOver));
            int links = storm(proxy, new Random(seed));
            isStormOver.countDown();
            agent.join();
            server.puppet(session).say(LiveServer.ended(query));

            assertSame(server, session, uncut, cut);
            assertThat(links).isGreaterThan(CUTS);
            assertThat(cut).allMatch(it -> it.breaks.get() > CUTS / 20);

            // And it works again.
            String next = server.ask(session, "once more");
            server.puppet(session).say(LiveServer.ended(next));
            assertSame(server, session, uncut, cut);
            await().until(() -> server.server.streamCount() == CLIENTS + 1);
        }
    }

    private static int storm(FaultProxy proxy, Random random) throws InterruptedException {
        var pace = new CountDownLatch(1);
        int links = 0;
        for (int i = 0; i < CUTS; i++) {
            var _ = pace.await(CUT_EVERY_MS, TimeUnit.MILLISECONDS);
            links += proxy.cutAll(random.nextBoolean() ? End.FIN : End.RST);
        }
        return links;
    }

    private static void talk(LiveServer server, String session, CountDownLatch end) {
        var puppet = server.puppet(session);
        try {
            for (int block = 0; end.getCount() > 0; block++) {
                String id = "b" + block;
                puppet.say(LiveServer.start(id));
                var text = new StringBuilder();
                for (int i = 0; i < 50 && end.getCount() > 0; i++) {
                    String piece = "word " + i + " ";
                    text.append(piece);
                    puppet.say(LiveServer.delta(id, piece));
                    var _ = end.await(2, TimeUnit.MILLISECONDS);
                }
                puppet.say(LiveServer.complete(id, text.toString()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertSame(LiveServer server, String session, Fold uncut, List<Fold> cut) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> server.host.snapshot(session).runtime().activeQuery() == null);
        long head = server.host.session(session).headSeq();
        assertThat(follows(uncut, head)).isTrue();
        assertThat(cut)
                .allSatisfy(it -> {
                    assertThat(follows(it, head)).as("%s", it.failures).isTrue();
                    assertThat(it.isInOrder()).isTrue();
                });
        assertThat(uncut.isInOrder()).isTrue();
        long seq = uncut.state().seq();
        assertThat(cut)
                .allSatisfy(it -> {
                    assertThat(follows(it, seq)).isTrue();
                    assertThat(it.state().snapshot(session, 1, true))
                            .isEqualTo(uncut.state().snapshot(session, 1, true));
                });
    }

    private static boolean follows(Fold fold, long seq) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> fold.state().seq() >= seq || !fold.failures.isEmpty());
        return fold.failures.isEmpty();
    }
}
