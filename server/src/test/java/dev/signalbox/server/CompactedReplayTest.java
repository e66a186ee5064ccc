package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.client.EventsQuery;
import dev.signalbox.client.SessionListener;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.client.SubscribeOptions.Transport;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.runtime.EventBus;
import dev.signalbox.runtime.JournalCompactor;
import dev.signalbox.state.SessionState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A journal with holes, over REST, SSE and WebSocket and in the Java client.
class CompactedReplayTest {
    private static final int DELTAS = 300;

    @TempDir Path dir;

    @Test
    void aCompactedSessionReplaysIdenticallyEverywhereAndWorksOn() throws Exception {
        String id;
        List<Envelope> before;
        try (var server = new LiveServer(dir);
                var client = LiveServer.client(server.port)) {
            id = server.create();
            answer(server, id, "b1");
            before = pages(client, id, 0);
        }
        compact();
        try (var server = new LiveServer(dir);
                var client = LiveServer.client(server.port)) {
            // Its runner is gone, and the server says so.
            await().until(() -> isStopped(client, id));
            var left = pages(client, id, 0);
            long seen = before.getLast().seq();
            var whole = new ArrayList<>(before);
            whole.addAll(left.stream().filter(event -> event.seq() > seen).toList());
            assertThat(left.size()).isEqualTo(whole.size() - DELTAS);
            var state = SessionState.EMPTY.onAll(whole);
            assertThat(SessionState.EMPTY.onAll(left)).isEqualTo(state);
            for (long after : new long[] {0, seen / 3, seen / 2, seen - 3}) {
                assertSameFrom(client, id, after, whole, state);
            }
            String query = server.ask(id, "again"); // And it works on.
            assertThat(pages(client, id, whole.getLast().seq()))
                    .anyMatch(event ->
                            event.event() instanceof SessionEvent.QueryStarted started
                                    && started.queryId().equals(query));
        }
    }

    private static void assertSameFrom(
            SignalboxClient client,
            String id,
            long after,
            List<Envelope> whole,
            SessionState state) {
        long head = whole.getLast().seq();
        var overRest = pages(client, id, after);
        assertLinked(overRest, after, head);
        assertThat(SessionState.EMPTY.onAll(upTo(whole, after)).onAll(overRest)).isEqualTo(state);
        for (var transport : Transport.values()) {
            assertThat(replay(client, id, after, head, transport))
                    .as(transport + " after " + after)
                    .isEqualTo(overRest);
        }
    }

    private static boolean isStopped(SignalboxClient client, String id) {
        var is = client.session(id).runtime().executionEnvironment();
        return is != null && is.status() == EnvironmentStatus.INACTIVE;
    }

    private void compact() throws Exception {
        var later = InstantSource.fixed(Instant.now().plusSeconds(3_600));
        try (var journal = SqliteJournal.open(dir.resolve("signalbox.db"));
                var compactor =
                        new JournalCompactor(
                                journal, new EventBus(), Duration.ofMillis(1), later)) {
            compactor.start();
            await().until(() -> journal.uncompacted(0, 1).isEmpty());
        }
    }

    private static void answer(LiveServer server, String id, String block)
            throws InterruptedException {
        String query = server.ask(id, "say something");
        var puppet = server.puppet(id);
        puppet.say(LiveServer.start(block));
        var text = new StringBuilder();
        for (int i = 0; i < DELTAS; i++) {
            puppet.say(LiveServer.delta(block, i + " "));
            text.append(i).append(' ');
        }
        puppet.say(LiveServer.complete(block, text.toString()));
        puppet.say(LiveServer.ended(query));
        await().until(() -> server.host.session(id).runtime().activeQuery() == null);
    }

    private static List<Envelope> upTo(List<Envelope> events, long seq) {
        return events.stream().filter(event -> event.seq() <= seq).toList();
    }

    private static List<Envelope> pages(SignalboxClient client, String id, long after) {
        var all = new ArrayList<Envelope>();
        long at = after;
        while (true) {
            var page = client.events(id, EventsQuery.after(at));
            all.addAll(page.items());
            if (page.next() == null) {
                return all;
            }
            at = all.getLast().seq();
        }
    }

    private static void assertLinked(List<Envelope> events, long after, long head) {
        long at = after;
        for (var event : events) {
            assertThat(event.prev() == null ? event.seq() - 1 : event.prev()).isEqualTo(at);
            at = event.seq();
        }
        assertThat(at).isEqualTo(head);
    }

    private static List<Envelope> replay(
            SignalboxClient client, String id, long after, long head, Transport transport) {
        var events = new CopyOnWriteArrayList<Envelope>();
        SessionListener listener = events::add;
        try (var _ =
                client.subscribe(
                        id, SubscribeOptions.after(after).transport(transport), listener)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !events.isEmpty() && events.getLast().seq() >= head);
        }
        return List.copyOf(events);
    }
}
