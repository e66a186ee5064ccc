package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// What every journal promises; run against each of them.
abstract class JournalContract {
    private static final long MANY_BYTES = 1L << 30;

    /// A journal that other tests of the class may use too: sessions have fresh ids.
    abstract Journal journal();

    private final Samples samples = new Samples();

    private Claim claimNew() throws JournalException {
        return claim(journal().create(samples.session(), List.of()).id());
    }

    private Claim claim(String id) throws JournalException {
        return Objects.requireNonNull(journal().claim(id, "here"));
    }

    private List<StoredEvent> all(String id) throws JournalException {
        return journal().read(id, ReadRequest.after(0, 100_000, MANY_BYTES));
    }

    private static List<Long> seqs(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::seq).toList();
    }

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

    private SessionRow row(Claim claim) throws JournalException {
        return Objects.requireNonNull(journal().session(claim.sessionId()));
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

    // Reading

    @Test
    void readsAreBoundedByPlaceCountAndBytes() throws Exception {
        var claim = claimNew();
        journal().append(claim, samples.batch(1, 10));
        String id = claim.sessionId();
        assertThat(seqs(journal().read(id, ReadRequest.after(4, 3, MANY_BYTES))))
                .containsExactly(5L, 6L, 7L);
        assertThat(seqs(journal().read(id, ReadRequest.after(4, 100, MANY_BYTES).before(7L))))
                .containsExactly(5L, 6L);
        assertThat(seqs(journal().read(id, ReadRequest.after(10, 100, MANY_BYTES)))).isEmpty();
        assertThat(
                        seqs(
                                journal()
                                        .read(
                                                id,
                                                ReadRequest.after(0, 3, MANY_BYTES)
                                                        .before(9L)
                                                        .descending())))
                .containsExactly(8L, 7L, 6L);
        int bytes = samples.delta(1).json().length;
        assertThat(seqs(journal().read(id, ReadRequest.after(0, 100, 2L * bytes))))
                .containsExactly(1L, 2L);
        assertThat(seqs(journal().read(id, ReadRequest.after(0, 100, 1)))).containsExactly(1L);
    }

    @Test
    void everyFilterGivesWhatAPlainScanGives() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var claim = claimNew();
        var entries = samples.mixed(random, 400);
        journal().append(claim, new Batch(1, entries, 0, null));
        for (int i = 0; i < 200; i++) {
            var request = samples.request(random);
            var expected =
                    entries.stream()
                            .filter(entry -> isWanted(entry, request))
                            .map(Entry::seq)
                            .sorted(
                                    request.ascending()
                                            ? Comparator.naturalOrder()
                                            : Comparator.reverseOrder())
                            .limit(request.limit())
                            .toList();
            assertThat(seqs(journal().read(claim.sessionId(), request)))
                    .as("seed %d, %s", seed, request)
                    .isEqualTo(expected);
        }
    }

    /// Written again, from the words of [ReadRequest].
    private static boolean isWanted(Entry entry, ReadRequest request) {
        boolean isLog = entry.type().equals("session:log");
        boolean isInPlace =
                entry.seq() > request.after()
                        && (request.before() == null || entry.seq() < request.before());
        boolean isOfType =
                (request.types().isEmpty() || request.types().contains(entry.type()))
                        && !request.exceptTypes().contains(entry.type());
        boolean isOnTrack = request.tracks().isEmpty() || request.tracks().contains(entry.track());
        boolean isLoud =
                !isLog
                        || request.minLogLevel() == null
                        || entry.level().compareTo(request.minLogLevel()) >= 0;
        boolean isFromThere =
                !isLog || request.source() == null || entry.source() == request.source();
        return isInPlace && isOfType && isOnTrack && isLoud && isFromThere;
    }

    // Listing

    @Test
    void sessionsAreListedNewestActivityFirst() throws Exception {
        String tenant = samples.id();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            ids.addFirst(journal().create(samples.inTenant(tenant, i / 2), List.of()).id());
        }
        var found = new ArrayList<String>();
        @Nullable String cursor = null;
        do {
            var page = journal().list(tenantOnly(tenant, 3).at(cursor));
            page.items().forEach(row -> found.add(row.id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(found).containsExactlyElementsOf(ids);
    }

    private static SessionFilter tenantOnly(String tenant, int limit) {
        return new SessionFilter(tenant, null, null, null, null, null, limit);
    }

    @Test
    void aSessionThatBecomesActiveMovesToTheFront() throws Exception {
        String tenant = samples.id();
        var old = journal().create(samples.inTenant(tenant, 0), List.of());
        journal().create(samples.inTenant(tenant, 1), List.of());
        var now = old.createdAt().plusSeconds(60);
        var change = new RowChange(null, null, null, null, null, now, null, null);
        journal().append(claim(old.id()), new Batch(1, List.of(), 0, change));
        assertThat(journal().list(tenantOnly(tenant, 10)).items().getFirst().id())
                .isEqualTo(old.id());
    }

    @Test
    void aSessionThatIsAddedBetweenTwoPagesDisturbsNeither() throws Exception {
        String tenant = samples.id();
        var ids =
                IntStream.range(0, 4)
                        .mapToObj(i -> create(samples.inTenant(tenant, i)))
                        .toList()
                        .reversed();
        var first = journal().list(tenantOnly(tenant, 2));
        create(samples.inTenant(tenant, 9));
        var second = journal().list(tenantOnly(tenant, 2).at(first.next()));
        assertThat(first.items()).extracting(SessionRow::id).isEqualTo(ids.subList(0, 2));
        assertThat(second.items()).extracting(SessionRow::id).isEqualTo(ids.subList(2, 4));
        assertThat(second.next()).isNull();
    }

    private String create(NewSession session) {
        try {
            return journal().create(session, List.of()).id();
        } catch (JournalException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void listsAreFiltered() throws Exception {
        String tenant = samples.id();
        var busy =
                journal().create(samples.named(tenant, "claude", "Fix the LOGIN 100%"), List.of());
        var idle = journal().create(samples.named(tenant, "demo", "Größe_prüfen"), List.of());
        var change = new RowChange(null, null, null, null, null, null, "ready", true);
        journal().append(claim(busy.id()), new Batch(1, List.of(), 0, change));

        assertThat(listed(tenant, "ready", null, null, null)).containsExactly(busy.id());
        assertThat(listed(tenant, null, "demo", null, null)).containsExactly(idle.id());
        assertThat(listed(tenant, null, null, true, null)).containsExactly(busy.id());
        assertThat(listed(tenant, null, null, false, null)).containsExactly(idle.id());
        assertThat(listed(tenant, null, null, null, "login")).containsExactly(busy.id());
        assertThat(listed(tenant, null, null, null, "GRÖSSE")).isEmpty();
        assertThat(listed(tenant, null, null, null, "grÖßE_")).containsExactly(idle.id());
        assertThat(listed(tenant, null, null, null, "0%")).containsExactly(busy.id());
        assertThat(listed(tenant, null, null, null, "%x")).isEmpty();
        assertThat(listed(tenant, null, null, null, "!")).isEmpty();
        assertThat(listed(tenant, null, null, null, busy.id().substring(4)))
                .containsExactly(busy.id());
        assertThat(listed(samples.id(), null, null, null, null)).isEmpty();
    }

    private List<String> listed(
            String tenant,
            @Nullable String status,
            @Nullable String agent,
            @Nullable Boolean active,
            @Nullable String query)
            throws JournalException {
        var filter = new SessionFilter(tenant, status, agent, active, query, null, 100);
        return journal().list(filter).items().stream().map(SessionRow::id).toList();
    }

    @Test
    void aRenamedSessionIsFoundByItsNewName() throws Exception {
        String tenant = samples.id();
        var row = journal().create(samples.named(tenant, "demo", "Old"), List.of());
        var change = new RowChange("Brand New", null, null, null, null, null, null, null);
        journal().append(claim(row.id()), new Batch(1, List.of(), 0, change));
        assertThat(listed(tenant, null, null, null, "brand")).containsExactly(row.id());
        assertThat(listed(tenant, null, null, null, "old")).isEmpty();
    }

    @Test
    void aCursorThatNoPageGaveIsABadRequest() {
        for (String cursor : List.of("", "%%%", "bm9uc2Vuc2U", "MjoxOng")) {
            assertThat(
                            catchThrowableOfType(
                                    SignalboxException.class,
                                    () -> journal().list(SessionFilter.newest(1).at(cursor))))
                    .extracting(SignalboxException::code)
                    .isEqualTo(ErrorCode.BAD_REQUEST);
        }
    }

    // The rest

    @Test
    void aProbeLeavesNothingBehind() throws Exception {
        journal().probe();
        journal().probe();
        assertThat(journal().epoch()).isEqualTo(1);
    }

    @Test
    void tracksAreNeverMixed() throws Exception {
        var claim = claimNew();
        var entries = samples.mixed(new Random(3), 50);
        journal().append(claim, new Batch(1, entries, 0, null));
        for (Track track : Track.values()) {
            assertThat(
                            journal()
                                    .read(
                                            claim.sessionId(),
                                            ReadRequest.after(0, 100, MANY_BYTES)
                                                    .tracks(Set.of(track))))
                    .isNotEmpty()
                    .allMatch(event -> event.track() == track);
        }
    }
}
