package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.DeltaMode;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Track;
import dev.signalbox.runtime.EventFeed.OpenResult.Opened;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

class EventFeedTest {
    @TempDir Path dir;
    HostFixture fixture;
    String id;

    @BeforeEach
    void converse() throws Exception {
        fixture = new HostFixture(dir);
        id = fixture.create();
        String query = fixture.send(id, "go").queryId();
        var runner = fixture.runner(id);
        runner.say(
                new StreamEvent.BlockStart("main", new ConversationBlock.AssistantText("b1", "")));
        var text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            runner.say(new StreamEvent.TextDelta("main", "b1", i + " "));
            text.append(i).append(' ');
            if (i % 100 == 0) {
                runner.say(
                        new StreamEvent.Log(
                                i % 500 == 0 ? LogLevel.ERROR : LogLevel.DEBUG,
                                "line " + i,
                                LogSource.AGENT));
            }
        }
        runner.say(
                new StreamEvent.BlockComplete(
                        "main", new ConversationBlock.AssistantText("b1", text.toString())));
        fixture.complete(id, query);
        HostFixture.awaitTrue(() -> fixture.types(id).getLast().equals("session:status"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /// Reads until caught up, checking each step by `prev` as a client would.
    private List<Envelope> drain(EventFeed.Cursor cursor, long after) {
        var all = new ArrayList<Envelope>();
        long at = after;
        while (true) {
            var batch = cursor.next(500, 64 << 10);
            if (batch.isEmpty()) {
                return all;
            }
            for (var delivery : batch) {
                var envelope = HostFixture.read(delivery.json());
                long prev = envelope.prev() == null ? envelope.seq() - 1 : envelope.prev();
                assertThat(prev).isEqualTo(at);
                at = envelope.seq();
                assertThat(at).isEqualTo(delivery.seq());
                all.add(envelope);
            }
        }
    }

    private Opened open(long after, EventFilter filter) {
        return (Opened) fixture.host.feed().open(id, after, null, filter, () -> {});
    }

    @Test
    void aReaderFarBehindReadsTheJournalAndThenTheTailWithoutASeam() {
        var opened = open(0, EventFilter.ALL);
        var all = drain(opened.cursor(), 0);
        assertThat(all).hasSize((int) opened.headSeq());
        assertThat(all).isEqualTo(fixture.events(id));
        opened.cursor().close();
    }

    @Test
    void everyCursorGetsTheRestExactly() {
        for (long after : List.of(1L, 700L, 4_000L, 5_000L, 5_050L)) {
            var opened = open(after, EventFilter.ALL);
            assertThat(drain(opened.cursor(), after)).hasSize((int) (opened.headSeq() - after));
        }
    }

    @Test
    void anErrorOnlyReaderIsNotSentMoreForMoreDebugLines() {
        var filter =
                new EventFilter(
                        Set.of(Track.OPERATIONS),
                        Set.of("session:log"),
                        EventFilter.MinLogLevel.ERROR,
                        null);
        var opened = open(0, filter);
        assertThat(drain(opened.cursor(), 0)).hasSize(10);
        assertThat(opened.cursor().progress()).isEqualTo(opened.headSeq());
        assertThat(opened.cursor().progress()).isNull();
    }

    @Test
    void coalescedDeltasAddUpToTheSameText() {
        var filter = new EventFilter(null, null, null, DeltaMode.COALESCED);
        var opened = open(0, filter);
        var all = drain(opened.cursor(), 0);
        assertThat(all.size()).isLessThan(fixture.events(id).size() / 4);
        var text = new StringBuilder();
        for (var envelope : all) {
            if (envelope.event()
                    instanceof SessionEvent.Conversation(StreamEvent.TextDelta delta)) {
                text.append(delta.delta());
            }
        }
        assertThat(text.toString()).startsWith("0 1 2 ").endsWith("4998 4999 ");
        assertThat(text.toString().split(" ")).hasSize(5_000);
    }

    @Test
    void aReaderWithoutDeltasFoldsToTheSameConversation() {
        var filter = new EventFilter(null, null, null, DeltaMode.NONE);
        var all = drain(open(0, filter).cursor(), 0);
        assertThat(all).noneMatch(one -> one.event().wireName().equals("session:block:delta"));
        assertThat(all).anyMatch(one -> one.event().wireName().equals("session:block:complete"));
    }

    @Test
    void aCursorOfAnotherEpochOrFromTheFutureIsToldToResync() {
        assertThat(fixture.host.feed().open(id, 3L, 99L, EventFilter.ALL, () -> {}))
                .isInstanceOf(EventFeed.OpenResult.Resync.class);
        assertThat(fixture.host.feed().open(id, 1_000_000L, null, EventFilter.ALL, () -> {}))
                .isInstanceOf(EventFeed.OpenResult.Resync.class);
    }

    @Test
    void aReaderIsWokenForNewsAndForTheEndOfTheSession() {
        var wakes = new AtomicInteger();
        var opened =
                (Opened)
                        fixture.host
                                .feed()
                                .open(id, null, null, EventFilter.ALL, wakes::incrementAndGet);
        assertThat(opened.cursor().next(10, 1_000)).isEmpty();
        fixture.send(id, "more");
        HostFixture.awaitTrue(() -> wakes.get() > 0);
        assertThat(drain(opened.cursor(), opened.headSeq())).isNotEmpty();
        int before = wakes.get();
        fixture.host.delete(id, HostFixture.ANNA);
        HostFixture.awaitTrue(() -> wakes.get() > before && opened.cursor().isDeleted());
    }
}
