package dev.signalbox.server.audit;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads the files of days, the newest entry first.
///
/// @param folder where they are
record AuditReader(Path folder) {
    private static final System.Logger LOG = System.getLogger(AuditReader.class.getName());

    /// Lines that are looked at for one page: a filter that lets little through must not hold the
    /// server for long.
    private static final int LINES_MAX = 50_000;

    /// Where a page goes on: in the file of a day, before a position.
    private record Cursor(LocalDate date, @Nullable Long before) {
        static Cursor parse(String text) {
            int at = text.lastIndexOf('~');
            try {
                return new Cursor(
                        LocalDate.parse(text.substring(0, Math.max(0, at))),
                        Long.parseUnsignedLong(text.substring(at + 1)));
            } catch (DateTimeException | NumberFormatException e) {
                throw new SignalboxException(
                        ErrorCode.BAD_REQUEST,
                        "parameter 'cursor' is not the 'next' of a page of the audit log",
                        e);
            }
        }

        @Override
        public String toString() {
            return date + "~" + before;
        }
    }

    Page<AuditEntry> list(AuditLog.Query query) {
        @Nullable Cursor from = query.cursor() == null ? null : Cursor.parse(query.cursor());
        List<AuditEntry> found = new ArrayList<>();
        int looked = 0;
        try {
            for (var day : days(query, from)) {
                @Nullable Long before =
                        from != null && from.date().equals(day.date()) ? from.before() : null;
                try (var lines = BackwardLines.open(day.file(), before)) {
                    for (byte @Nullable [] line = lines.next(); line != null; line = lines.next()) {
                        @Nullable AuditEntry entry = entry(line);
                        if (entry != null && query.takes(entry)) {
                            found.add(entry);
                        }
                        if (found.size() == query.limit() || ++looked == LINES_MAX) {
                            var next = new Cursor(day.date(), lines.position());
                            return new Page<>(found, next.toString());
                        }
                    }
                } catch (NoSuchFileException e) {
                    LOG.log(Level.DEBUG, "deleted in this moment: " + day.file());
                }
            }
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "cannot read the audit log in " + folder + ": " + e,
                    e);
        }
        return new Page<>(found, null);
    }

    /// Those that may hold what is wanted, the newest first.
    private List<AuditDay> days(AuditLog.Query query, @Nullable Cursor from) throws IOException {
        @Nullable LocalDate first = date(query.since());
        @Nullable LocalDate last = date(query.until());
        return all().stream()
                .filter(day -> from == null || !day.date().isAfter(from.date()))
                .filter(day -> first == null || !day.date().isBefore(first))
                .filter(day -> last == null || !day.date().isAfter(last))
                .toList();
    }

    /// All files of days, the newest first.
    List<AuditDay> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(AuditDay::of).filter(Objects::nonNull).sorted().toList();
        }
    }

    private static @Nullable LocalDate date(@Nullable Instant at) {
        return at == null ? null : at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /// Null for a line that is none: a crash of the machine may leave such a one.
    private static @Nullable AuditEntry entry(byte[] line) {
        try {
            return ProtocolJson.read(line, AuditEntry.class);
        } catch (ProtocolException e) {
            return null;
        }
    }
}
