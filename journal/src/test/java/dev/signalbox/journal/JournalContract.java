package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/// What every journal promises of writes, and all that it promises of reads; run against each of
/// them.
abstract class JournalContract extends JournalReadContract {
    // Creating

    @Test
    void aNewSessionAndItsFirstEventsAreThere() throws Exception {
        var wanted = samples.session();
        var row = journal().create(wanted, samples.deltas(1, 3));
        assertThat(row.id()).isEqualTo(wanted.id());
        assertThat(row.headSeq()).isEqualTo(3);
        assertThat(row.term()).isZero();
        assertThat(row.runnerOffset()).isZero();
        assertThat(row.epoch()).isEqualTo(journal().epoch()).isEqualTo(1);
        assertThat(row.createdAt()).isEqualTo(wanted.createdAt());
        assertThat(row.updatedAt()).isEqualTo(wanted.createdAt());
        assertThat(row.lastActivity()).isEqualTo(wanted.createdAt());
        assertThat(journal().session(row.id())).isEqualTo(row);
        assertThat(seqs(all(row.id()))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void everyColumnOfASessionComesBack() throws Exception {
        var wanted =
                new NewSession(
                        samples.id(),
                        "tenant-1",
                        "key-" + samples.id(),
                        "claude",
                        "local",
                        "Größe \uD83D\uDE00",
                        "{\"model\":\"x\"}",
                        "{\"a\":1}",
                        "ann",
                        Instant.parse("2026-03-04T05:06:07.089Z"),
                        "{\"isLoaded\":false}",
                        "{\"inputTokens\":0}",
                        "/srv/code",
                        true);
        var row = journal().create(wanted, List.of());
        assertThat(row)
                .usingRecursiveComparison()
                .comparingOnlyFields(
                        "id",
                        "tenant",
                        "key",
                        "agent",
                        "environment",
                        "name",
                        "optionsJson",
                        "metadataJson",
                        "createdBy",
                        "createdAt",
                        "runtimeJson",
                        "usageJson",
                        "workspace",
                        "workspaceInPlace")
                .isEqualTo(wanted);
    }

    @Test
    void theSameKeyGivesTheSessionThatIsThereAndWritesNothing() throws Exception {
        var first = journal().create(samples.keyed("t", "k"), samples.deltas(1, 2));
        var second = journal().create(samples.keyed("t", "k"), samples.deltas(1, 5));
        assertThat(second).isEqualTo(first);
        assertThat(all(first.id())).hasSize(2);
        assertThat(journal().byKey(first.tenant(), first.key())).isEqualTo(first);
        var elsewhere = journal().create(samples.keyed("t2", "k"), List.of());
        assertThat(elsewhere.id()).isNotEqualTo(first.id());
    }

    @Test
    void aCreationTriedAgainGivesTheSameSession() throws Exception {
        var wanted = samples.session();
        var first = journal().create(wanted, samples.deltas(1, 2));
        assertThat(journal().create(wanted, samples.deltas(1, 2))).isEqualTo(first);
        assertThat(all(first.id())).hasSize(2);
    }

    @Test
    void ofManyWhoCreateTheSameKeyAtOnceOneDoes() throws Exception {
        var ids = new ArrayList<Callable<String>>();
        for (int i = 0; i < 16; i++) {
            var wanted = samples.keyed("race", "k");
            ids.add(() -> journal().create(wanted, samples.deltas(1, 1)).id());
        }
        assertThat(Set.copyOf(together(ids))).hasSize(1);
    }

    @Test
    void firstEventsStartAtOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal().create(samples.session(), samples.deltas(2, 1)));
    }

    // Unknown sessions

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        var id = samples.id();
        assertThat(journal().session(id)).isNull();
        assertThat(journal().byKey("nobody", id)).isNull();
        assertThat(journal().claim(id, "here")).isNull();
        assertThat(all(id)).isEmpty();
        var claim = new Claim(id, "here", 1, 0, 0);
        assertThat(journal().append(claim, samples.batch(1, 1)))
                .isEqualTo(new AppendResult.Fenced(0));
        assertThat(journal().delete(claim)).isFalse();
    }

    // Appending

    @Test
    void appendedEventsAreReadBackByteForByte() throws Exception {
        var claim = claimNew();
        var entries =
                List.of(
                        samples.delta(1),
                        samples.log(2, LogLevel.WARN, LogSource.AGENT),
                        samples.status(3));
        assertThat(journal().append(claim, new Batch(1, entries, 17, null)))
                .isEqualTo(new AppendResult.Committed(3));
        var stored = all(claim.sessionId());
        assertThat(stored).hasSize(3);
        for (int i = 0; i < 3; i++) {
            var entry = entries.get(i);
            var event = stored.get(i);
            assertThat(event.seq()).isEqualTo(entry.seq());
            assertThat(event.type()).isEqualTo(entry.type());
            assertThat(event.track()).isEqualTo(entry.track());
            assertThat(event.level()).isEqualTo(entry.level());
            assertThat(event.json()).isEqualTo(entry.json());
        }
        var row = row(claim);
        assertThat(row.headSeq()).isEqualTo(3);
        assertThat(row.runnerOffset()).isEqualTo(17);
        assertThat(row.updatedAt()).isEqualTo(entries.getLast().at());
    }

    @Test
    void anEventOfAMegabyteSurvives() throws Exception {
        var claim = claimNew();
        byte[] json = new byte[1 << 20];
        new Random(7).nextBytes(json);
        var entry = samples.with(1, json);
        journal().append(claim, new Batch(1, List.of(entry), 0, null));
        assertThat(all(claim.sessionId()).getFirst().json()).isEqualTo(json);
    }

    @Test
    void aBatchWithoutEventsMovesTheOffsetAndChangesTheRow() throws Exception {
        var claim = claimNew();
        journal().append(claim, samples.batch(1, 2));
        var change =
                new RowChange(
                        "New name",
                        "{\"o\":1}",
                        "{\"m\":1}",
                        "{\"r\":1}",
                        "{\"u\":1}",
                        Instant.parse("2027-01-01T00:00:00.123Z"),
                        "ready",
                        true);
        assertThat(journal().append(claim, new Batch(3, List.of(), 99, change)))
                .isEqualTo(new AppendResult.Committed(2));
        var row = row(claim);
        assertThat(row.name()).isEqualTo("New name");
        assertThat(row.optionsJson()).isEqualTo("{\"o\":1}");
        assertThat(row.metadataJson()).isEqualTo("{\"m\":1}");
        assertThat(row.runtimeJson()).isEqualTo("{\"r\":1}");
        assertThat(row.usageJson()).isEqualTo("{\"u\":1}");
        assertThat(row.lastActivity()).isEqualTo(Instant.parse("2027-01-01T00:00:00.123Z"));
        assertThat(row.runnerOffset()).isEqualTo(99);
        assertThat(row.headSeq()).isEqualTo(2);
    }

    @Test
    void whatAChangeLeavesOutStays() throws Exception {
        var claim = claimNew();
        var before = row(claim);
        var change = new RowChange(null, null, null, "{\"r\":2}", null, null, null, null);
        journal().append(claim, new Batch(1, List.of(), 0, change));
        var after = row(claim);
        assertThat(after.runtimeJson()).isEqualTo("{\"r\":2}");
        assertThat(after.name()).isEqualTo(before.name());
        assertThat(after.optionsJson()).isEqualTo(before.optionsJson());
        assertThat(after.lastActivity()).isEqualTo(before.lastActivity());
    }

    @Test
    void anOffsetAloneIsNoUpdate() throws Exception {
        var claim = claimNew();
        var before = row(claim);
        journal().append(claim, new Batch(1, List.of(), 5, null));
        assertThat(row(claim).updatedAt()).isEqualTo(before.updatedAt());
        assertThat(row(claim).runnerOffset()).isEqualTo(5);
    }

    @Test
    void theSameBatchAgainIsCommittedAndWrittenOnce() throws Exception {
        var claim = claimNew();
        journal().append(claim, samples.batch(1, 4));
        var batch = samples.batch(5, 3);
        assertThat(journal().append(claim, batch)).isEqualTo(new AppendResult.Committed(7));
        assertThat(journal().append(claim, batch)).isEqualTo(new AppendResult.Committed(7));
        assertThat(seqs(all(claim.sessionId()))).hasSize(7);
        assertThat(journal().append(claim, samples.batch(8, 1)))
                .isEqualTo(new AppendResult.Committed(8));
    }

    @Test
    void aBatchInTheWrongPlaceIsAnErrorAndNothingIsWritten() throws Exception {
        var claim = claimNew();
        journal().append(claim, samples.batch(1, 4));
        for (var wrong :
                List.of(
                        samples.batch(6, 1), // a gap
                        samples.batch(3, 1), // in the middle
                        samples.batch(4, 2), // overlaps the end
                        new Batch(3, List.of(samples.delta(3), samples.status(4)), 0, null),
                        new Batch(4, List.of(), 0, null))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> journal().append(claim, wrong))
                    .withMessageContaining(claim.sessionId())
                    .withMessageContaining("has seq 4");
        }
        assertThat(all(claim.sessionId())).hasSize(4);
        assertThat(journal().append(claim, samples.batch(5, 1)))
                .isEqualTo(new AppendResult.Committed(5));
    }

    @Test
    void manySessionsAtOnceHaveNoGaps() throws Exception {
        long seed = System.nanoTime();
        var writers = new ArrayList<Callable<Claim>>();
        for (int i = 0; i < 20; i++) {
            var random = new Random(seed + i);
            writers.add(() -> {
                var claim = claimNew();
                long next = 1;
                while (next <= 200) {
                    int size = 1 + random.nextInt(20);
                    journal().append(claim, samples.batch(next, size));
                    next += size;
                }
                return claim;
            });
        }
        for (var claim : together(writers)) {
            long head = row(claim).headSeq();
            assertThat(seqs(all(claim.sessionId())))
                    .as("seed %d", seed)
                    .isEqualTo(LongStream.rangeClosed(1, head).boxed().toList());
        }
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }

    // Fencing

    @Test
    void aClaimSaysWhereTheSessionStands() throws Exception {
        var first = claimNew();
        assertThat(first.term()).isEqualTo(1);
        journal().append(first, new Batch(1, samples.deltas(1, 3), 42, null));
        var second = Objects.requireNonNull(journal().claim(first.sessionId(), "there"));
        assertThat(second).isEqualTo(new Claim(first.sessionId(), "there", 2, 3, 42));
    }

    @Test
    void anOwnerThatWasReplacedIsFencedOff() throws Exception {
        var old = claimNew();
        journal().append(old, samples.batch(1, 2));
        var current = claim(old.sessionId());
        assertThat(journal().append(old, samples.batch(3, 1)))
                .isEqualTo(new AppendResult.Fenced(2));
        assertThat(journal().append(old, samples.batch(1, 2)))
                .as("a retry too")
                .isEqualTo(new AppendResult.Fenced(2));
        assertThat(journal().delete(old)).isFalse();
        assertThat(all(old.sessionId())).hasSize(2);
        assertThat(journal().append(current, samples.batch(3, 1)))
                .isEqualTo(new AppendResult.Committed(3));
    }

    @Test
    void ofManyOwnersInARowNoneWritesAfterTheNext() throws Exception {
        var id = claimNew().sessionId();
        var owners = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 8; i++) {
            owners.add(() -> appendUntilFenced(id));
        }
        int committed = together(owners).stream().mapToInt(Integer::intValue).sum();
        assertThat(seqs(all(id))).isEqualTo(LongStream.rangeClosed(1, committed).boxed().toList());
    }

    private int appendUntilFenced(String id) throws JournalException {
        var claim = claim(id);
        for (int i = 0; i < 30; i++) {
            long next = claim.headSeq() + 1 + i;
            if (journal().append(claim, samples.batch(next, 1)) instanceof AppendResult.Fenced) {
                return i;
            }
        }
        return 30;
    }

    // Deleting

    @Test
    void aDeletedSessionIsGoneWithItsEvents() throws Exception {
        var claim = claimNew();
        journal().append(claim, samples.batch(1, 5_000));
        assertThat(journal().delete(claim)).isTrue();
        assertThat(journal().session(claim.sessionId())).isNull();
        assertThat(all(claim.sessionId())).isEmpty();
        assertThat(journal().append(claim, samples.batch(5_001, 1)))
                .isEqualTo(new AppendResult.Fenced(0));
        assertThat(journal().delete(claim)).isFalse();
    }

    @Test
    void aKeyIsFreeAgainAfterItsSessionIsDeleted() throws Exception {
        var first = journal().create(samples.keyed("d", "k"), List.of());
        journal().delete(claim(first.id()));
        assertThat(journal().create(samples.keyed("d", "k"), List.of()).id())
                .isNotEqualTo(first.id());
    }

    // The rest

    @Test
    void sessionsAreCountedInAllByTenantAndByWhoMadeThem() throws Exception {
        long before = journal().count(null, null);
        var made = journal().create(samples.keyed("count", "k"), List.of());
        assertThat(journal().count(null, null)).isEqualTo(before + 1);
        assertThat(journal().count(made.tenant(), null)).isOne();
        assertThat(journal().count(made.tenant(), made.createdBy())).isOne();
        assertThat(journal().count(null, made.createdBy())).isPositive();
        assertThat(journal().count("another", made.createdBy())).isZero();
        assertThat(journal().count(made.tenant(), "nobody")).isZero();
        journal().delete(claim(made.id()));
        assertThat(journal().count(null, null)).isEqualTo(before);
    }

    @Test
    void aProbeLeavesNothingBehind() throws Exception {
        journal().probe();
        journal().probe();
        assertThat(journal().epoch()).isEqualTo(1);
    }
}
