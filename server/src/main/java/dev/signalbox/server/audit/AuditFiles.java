package dev.signalbox.server.audit;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The audit log in `DATA/audit`: a file of JSON lines for each day, for nobody but its owner.
///
/// One virtual thread, `audit`, owns the files: it writes what waits in one go and syncs once.
public final class AuditFiles implements AuditLog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AuditFiles.class.getName());

    private static final int WAITING_MAX = 4_096;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration WRITE_MAX = Duration.ofSeconds(10);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final AuditReader reader;
    private final @Nullable Duration retention;
    private final InstantSource clock;
    private final AuditAppender appender;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread owner = Thread.ofVirtual().name("audit").unstarted(this::own);
    private volatile @Nullable String trouble;
    private volatile boolean isClosing;

    /// @param tried counted down when it was written, or could not be
    private record Waiting(AuditEntry entry, CountDownLatch tried) {}

    private AuditFiles(Path folder, @Nullable Duration retention, InstantSource clock) {
        this.reader = new AuditReader(folder);
        this.retention = retention;
        this.clock = clock;
        this.appender = new AuditAppender(folder);
    }

    /// Those in a folder, which need not be there yet.
    ///
    /// @param retention how long a day is kept at least; null = for ever
    public static AuditFiles open(Path folder, @Nullable Duration retention, InstantSource clock) {
        var files = new AuditFiles(folder, retention, clock);
        files.owner.start();
        return files;
    }

    @Override
    public void write(AuditEntry entry) {
        var mine = new Waiting(entry, new CountDownLatch(1));
        try {
            if (isClosing
                    || !waiting.offer(mine, WRITE_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    || !mine.tried().await(WRITE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                fail("the disk takes nothing for " + WRITE_MAX.toSeconds() + " s", List.of(entry));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // It is written all the same.
        }
    }

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    @Override
    public Page<AuditEntry> list(Query query) {
        return reader.list(query);
    }

    /// Writes what waits, and ends. Takes two seconds at most.
    @Override
    public void close() {
        isClosing = true;
        owner.interrupt();
        try {
            if (!owner.join(CLOSE_MAX)) {
                LOG.log(Level.WARNING, "the audit log was not closed in order");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void own() {
        List<Waiting> batch = new ArrayList<>();
        sweep();
        long swept = System.nanoTime();
        while (!isClosing || !waiting.isEmpty()) {
            take(batch);
            append(batch);
            if (System.nanoTime() - swept > SWEEP.toNanos()) {
                sweep();
                swept = System.nanoTime();
            }
            if (isClosing && trouble != null) {
                break;
            }
        }
        appender.close();
    }

    /// Adds what waits to what could not be written before.
    private void take(List<Waiting> batch) {
        try {
            var pause = batch.isEmpty() ? SWEEP : RETRY;
            var first = waiting.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the audit log is closing");
        }
        waiting.drainTo(batch);
    }

    private void append(List<Waiting> batch) {
        if (batch.isEmpty()) {
            return;
        }
        var entries = batch.stream().map(Waiting::entry).toList();
        try {
            appender.append(entries);
            if (trouble != null) {
                LOG.log(Level.INFO, "the audit log is written again");
                trouble = null;
            }
            batch.forEach(it -> it.tried().countDown());
            batch.clear();
        } catch (IOException e) {
            var fresh = batch.stream().filter(it -> it.tried().getCount() > 0).map(Waiting::entry);
            fail("cannot write the audit log: " + e, fresh.toList());
            batch.forEach(it -> it.tried().countDown()); // And kept, to be tried again.
        }
    }

    /// Says so, with what it is about: the server's log may be all that is left of it.
    private void fail(String why, List<AuditEntry> entries) {
        trouble = why;
        for (var entry : entries) {
            LOG.log(Level.ERROR, why + "; not written yet: " + ProtocolJson.write(entry));
        }
    }

    private void sweep() {
        if (retention == null) {
            return;
        }
        LocalDate first = clock.instant().minus(retention).atZone(ZoneOffset.UTC).toLocalDate();
        try {
            for (var day : reader.all()) {
                if (day.date().isBefore(first)) {
                    Files.deleteIfExists(day.file());
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "old files of the audit log are not deleted: " + e);
        }
    }
}
