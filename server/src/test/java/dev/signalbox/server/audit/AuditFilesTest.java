package dev.signalbox.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.testkit.FaultyDisk;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

class AuditFilesTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir Path folder;

    @Test
    void whatWasWrittenIsReadNewestFirstAndAcrossDays() {
        try (var audit = open(null)) {
            audit.write(entry(NOON.minus(Duration.ofDays(1)), "session.create", "s1"));
            audit.write(entry(NOON, "message.send", "s1"));
            audit.write(entry(NOON.plusSeconds(1), "session.delete", "s1"));
            assertThat(actions(audit, all()))
                    .containsExactly("session.delete", "message.send", "session.create");
        }
        try (var again = open(null)) {
            again.write(entry(NOON.plusSeconds(2), "key.create", null));
            assertThat(actions(again, all())).hasSize(4).startsWith("key.create");
        }
    }

    @Test
    void pagesLeaveNothingOutAndGiveNothingTwice() {
        try (var audit = open(null)) {
            for (int i = 0; i < 250; i++) {
                audit.write(entry(NOON.minus(Duration.ofHours(i)), "a" + i, "s"));
            }
            List<String> seen = new ArrayList<>();
            @Nullable Object cursor = null;
            do {
                var page =
                        audit.list(
                                new AuditLog.Query(
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        cursor == null ? null : cursor.toString(),
                                        7));
                page.items().forEach(it -> seen.add(it.action()));
                cursor = page.next();
            } while (cursor != null);
            // Of a day, those that were written last come first.
            assertThat(seen)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 250).mapToObj(i -> "a" + i).toList());
        }
    }

    @Test
    void filtersLeaveOutWhatIsNotAskedFor() {
        try (var audit = open(null)) {
            audit.write(entry(NOON, "session.create", "s1"));
            audit.write(entry(NOON.plusSeconds(10), "session.create", "s2"));
            audit.write(entry(NOON.plusSeconds(20), "session.delete", "s2"));
            assertThat(actions(audit, query(null, "s2"))).hasSize(2);
            assertThat(actions(audit, query("session.create", null))).hasSize(2);
            var early =
                    new AuditLog.Query(
                            null, null, null, null, NOON, NOON.plusSeconds(10), null, 100);
            assertThat(actions(audit, early)).hasSize(1);
            var other = new AuditLog.Query("other", null, null, null, null, null, null, 100);
            assertThat(actions(audit, other)).isEmpty();
        }
    }

    @Test
    void aCursorThatIsNoneIsRefused() {
        try (var audit = open(null)) {
            var wrong = new AuditLog.Query(null, null, null, null, null, null, "../x~1", 100);
            assertThatThrownBy(() -> audit.list(wrong))
                    .isInstanceOf(SignalboxException.class)
                    .hasMessageContaining("cursor");
        }
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        try (var audit = open(null)) {
            audit.write(entry(NOON, "x", null));
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("audit")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(today()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void daysWhoseTimeIsOverAreDeletedAndTheirNeighboursAreNot() throws IOException {
        Path old = folder.resolve("audit/audit-2026-11-20.jsonl");
        Path young = folder.resolve("audit/audit-2026-11-22.jsonl");
        Path other = folder.resolve("audit/notes.txt");
        Files.createDirectories(old.getParent());
        for (var file : List.of(old, young, other)) {
            Files.writeString(file, "");
        }
        try (var audit = open(Duration.ofDays(2))) {
            audit.write(entry(NOON, "x", null)); // Behind the sweep.
        }
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(other).exists();
    }

    /// As a power cut leaves it.
    @Test
    void halfALineIsCutOffAndItWorksAgain() throws IOException {
        try (var audit = open(null)) {
            audit.write(entry(NOON, "whole", null));
        }
        Files.writeString(today(), "{\"at\":\"2026", StandardOpenOption.APPEND);
        try (var audit = open(null)) {
            assertThat(actions(audit, all())).containsExactly("whole");
            audit.write(entry(NOON, "next", null));
            assertThat(actions(audit, all())).containsExactly("next", "whole");
        }
        assertThat(Files.readAllLines(today())).hasSize(2);
    }

    @Test
    void manyAtOnceAreAllThere() throws InterruptedException {
        try (var audit = open(null)) {
            var threads =
                    IntStream.range(0, 40)
                            .mapToObj(i ->
                                    Thread.ofVirtual()
                                            .start(() -> audit.write(entry(NOON, "a" + i, null))))
                            .toList();
            for (var thread : threads) {
                thread.join();
            }
            assertThat(actions(audit, all())).hasSize(40).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFullDiskLosesNoEntryAndItWorksAgain() throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 1);
                var audit =
                        AuditFiles.open(
                                disk.path().resolve("audit"), null, InstantSource.fixed(NOON))) {
            audit.write(entry(NOON, "before", null));
            assertThat(audit.trouble()).isNull();
            disk.fill();
            var written = new ConcurrentLinkedQueue<String>();
            for (int i = 0; audit.trouble() == null && i < 200; i++) {
                String action = "during-" + i + "-" + "x".repeat(200);
                audit.write(entry(NOON, action, null));
                written.add(action);
            }
            assertThat(audit.trouble()).contains("cannot write the audit log");
            assertThat(actions(audit, all())).contains("before");
            disk.free();
            await().atMost(Duration.ofSeconds(20)).until(() -> audit.trouble() == null);
            audit.write(entry(NOON, "after", null));
            var seen = actions(audit, all());
            assertThat(seen).doesNotHaveDuplicates().contains("before", "after");
            assertThat(seen).containsAll(written);
        }
    }

    private AuditFiles open(@Nullable Duration retention) {
        return AuditFiles.open(folder.resolve("audit"), retention, InstantSource.fixed(NOON));
    }

    private Path today() {
        return folder.resolve("audit/audit-2026-11-23.jsonl");
    }

    private static AuditLog.Query all() {
        return query(null, null);
    }

    private static AuditLog.Query query(@Nullable String action, @Nullable String sessionId) {
        return new AuditLog.Query(null, null, action, sessionId, null, null, null, 1000);
    }

    private static List<String> actions(AuditLog audit, AuditLog.Query query) {
        return audit.list(query).items().stream().map(AuditEntry::action).toList();
    }

    private static AuditEntry entry(Instant at, String action, @Nullable String sessionId) {
        return new AuditEntry(
                at,
                action,
                AuditEntry.Outcome.DONE,
                null,
                "anna",
                "acme",
                sessionId,
                null,
                "127.0.0.1");
    }
}
