package dev.signalbox.journal;

import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Sessions and events to write.
final class Samples {
    static final String DELTA = "session:block:delta";
    static final String LOG = "session:log";
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final List<String> TYPES =
            List.of(DELTA, LOG, "session:block:complete", "session:status", "session:query:ended");

    private final AtomicLong ids = new AtomicLong();
    private final String run = UUID.randomUUID().toString();

    /// Ids rise.
    String id() {
        return "%s-%06d".formatted(run, ids.incrementAndGet());
    }

    NewSession session() {
        return session("default", null, "demo", null, START);
    }

    NewSession keyed(String tenant, String key) {
        return session(tenant + run, key + run, "demo", null, START);
    }

    NewSession inTenant(String tenant, int seconds) {
        return session(tenant, null, "demo", null, START.plusSeconds(seconds));
    }

    NewSession named(String tenant, String agent, String name) {
        return session(tenant, null, agent, name, START);
    }

    private NewSession session(
            String tenant, @Nullable String key, String agent, @Nullable String name, Instant at) {
        return new NewSession(
                id(), tenant, key, agent, "local", name, "{}", "{}", "ann", at, "{}", "{}", null,
                false);
    }

    Batch batch(long firstSeq, int size) {
        return new Batch(firstSeq, deltas(firstSeq, size), firstSeq + size - 1, null);
    }

    List<Entry> deltas(long firstSeq, int size) {
        var entries = new ArrayList<Entry>(size);
        for (long seq = firstSeq; seq < firstSeq + size; seq++) {
            entries.add(delta(seq));
        }
        return entries;
    }

    Entry delta(long seq) {
        return entry(seq, DELTA, Track.CONVERSATION, null, null);
    }

    Entry status(long seq) {
        return entry(seq, "session:status", Track.OPERATIONS, null, null);
    }

    Entry log(long seq, LogLevel level, @Nullable LogSource source) {
        return entry(seq, LOG, Track.OPERATIONS, level, source);
    }

    Entry with(long seq, byte[] json) {
        return new Entry(
                seq, START, "session:block:complete", Track.CONVERSATION, null, null, "q", json);
    }

    private static Entry entry(
            long seq,
            String type,
            Track track,
            @Nullable LogLevel level,
            @Nullable LogSource source) {
        byte[] json =
                "{\"type\":\"%s\",\"seq\":%06d}"
                        .formatted(type, seq)
                        .getBytes(StandardCharsets.UTF_8);
        return new Entry(seq, START.plusMillis(seq), type, track, level, source, "q-1", json);
    }

    /// Events of all kinds from `seq` 1.
    List<Entry> mixed(Random random, int size) {
        var entries = new ArrayList<Entry>(size);
        for (long seq = 1; seq <= size; seq++) {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            var track =
                    type.equals(LOG) || type.equals("session:status")
                            ? Track.OPERATIONS
                            : Track.CONVERSATION;
            boolean isLog = type.equals(LOG);
            entries.add(
                    entry(
                            seq,
                            type,
                            track,
                            isLog ? any(random, LogLevel.values()) : null,
                            isLog ? any(random, LogSource.values()) : null));
        }
        return entries;
    }

    /// A request of any shape for up to 400 events.
    ReadRequest request(Random random) {
        return new ReadRequest(
                random.nextInt(100),
                random.nextBoolean() ? null : 50L + random.nextInt(400),
                1 + random.nextInt(400),
                Long.MAX_VALUE,
                some(random, List.of(Track.values()), 1),
                some(random, TYPES, 3),
                some(random, TYPES, 2),
                random.nextBoolean() ? null : any(random, LogLevel.values()),
                random.nextBoolean() ? null : any(random, LogSource.values()),
                random.nextBoolean());
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static <T> Set<T> some(Random random, List<T> values, int most) {
        var some = new HashSet<T>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            some.add(values.get(random.nextInt(values.size())));
        }
        return some;
    }
}
