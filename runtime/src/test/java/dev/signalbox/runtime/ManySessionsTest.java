package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.SnapshotView;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ManualClock;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Many sessions come into memory, leave it, and come again.
class ManySessionsTest {
    private static final int SESSIONS = 500;
    private static final int CYCLES = 2;
    private static final long MEGABYTE = 1 << 20;

    @TempDir Path dir;
    private final ManualClock clock = ManualClock.start();

    @Test
    void fiveHundredSessionsAreLoadedUnloadedAndLoadedAgainAsTheyWere() throws Exception {
        var journal = SqliteJournal.open(dir.resolve("signalbox.db"));
        try (var fixture = new HostFixture(dir, journal, clock, settings -> settings)) {
            var ids = IntStream.range(0, SESSIONS).mapToObj(_ -> fixture.create()).toList();
            long usedBefore = 0;
            Map<String, SnapshotView> were = Map.of();
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                work(fixture, ids, cycle);
                unload(fixture);
                were = assertSame(fixture, ids, were, cycle);
                if (cycle == 0) {
                    usedBefore = usedHeap();
                }
            }
            // What each cycle adds is in the journal, and in the spools of the fake runners.
            assertThat((usedHeap() - usedBefore) / MEGABYTE)
                    .as("megabytes that are left of %d more loads", SESSIONS * (CYCLES - 1))
                    .isLessThan(20);
            // And it works again.
            String query = fixture.send(ids.getFirst(), "last").queryId();
            fixture.runner(ids.getFirst());
            fixture.complete(ids.getFirst(), query);
            fixture.assertReplayEqualsLive(ids.getFirst());
        }
    }

    /// A query for each, which loads it and starts its environment.
    private static void work(HostFixture fixture, List<String> ids, int cycle) {
        var queries = new HashMap<String, String>();
        ids.forEach(id -> queries.put(id, fixture.send(id, "go").queryId()));
        assertThat(fixture.host.loadedCount()).isEqualTo(SESSIONS);
        for (var id : ids) {
            var runner = fixture.runner(id);
            var block = new ConversationBlock.AssistantText("b" + cycle, "said in " + cycle);
            runner.say(new StreamEvent.BlockComplete("main", block));
            runner.say(
                    new StreamEvent.QueryEnded(
                            queries.get(id), QueryOutcome.COMPLETED, "end_turn", null));
        }
        awaitLong(() ->
                ids.stream()
                        .allMatch(id -> fixture.host.session(id).runtime().activeQuery() == null));
    }

    private void unload(HostFixture fixture) {
        clock.advance(Duration.ofMinutes(16));
        awaitLong(() -> fixture.host.runningCount() == 0);
        clock.advance(Duration.ofMinutes(6));
        awaitLong(() -> fixture.host.loadedCount() == 0);
    }

    /// @return what they are now
    private static Map<String, SnapshotView> assertSame(
            HostFixture fixture, List<String> ids, Map<String, SnapshotView> were, int cycle) {
        var are = new HashMap<String, SnapshotView>();
        for (var id : ids) {
            var unloaded = fixture.host.snapshot(id);
            fixture.host.permissions(id); // Loads it.
            var loaded = fixture.host.snapshot(id);
            assertThat(loaded.runtime().isLoaded()).isTrue();
            assertThat(lasting(loaded)).isEqualTo(lasting(unloaded));
            var blocks = loaded.conversations().get("main").blocks();
            assertThat(blocks).hasSize(2 * (cycle + 1));
            var before = were.get(id);
            if (before != null) {
                var earlier = before.conversations().get("main").blocks();
                assertThat(blocks.subList(0, earlier.size())).isEqualTo(earlier);
            }
            are.put(id, loaded);
        }
        return are;
    }

    /// What must not change by a load: all but that it is loaded, and its last event, which says so.
    private static String lasting(SnapshotView view) {
        var environment = view.runtime().executionEnvironment().withLastHealthCheck(null);
        return ProtocolJson.write(
                new SnapshotView(
                        view.sessionId(),
                        0,
                        view.epoch(),
                        view.conversations(),
                        view.usage(),
                        view.queue(),
                        view.pendingPermissions(),
                        view.permissionGrants(),
                        view.options(),
                        view.runtime().withLoaded(true).withExecutionEnvironment(environment)));
    }

    private static void awaitLong(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
