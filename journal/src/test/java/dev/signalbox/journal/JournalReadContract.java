package dev.signalbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// What every journal promises of reads and lists; run against each of them.
abstract class JournalReadContract extends JournalHistoryContract {
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
}
