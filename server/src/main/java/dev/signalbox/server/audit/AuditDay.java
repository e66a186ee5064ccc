package dev.signalbox.server.audit;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;

/// The file of a day, in UTC.
record AuditDay(LocalDate date, Path file) implements Comparable<AuditDay> {
    private static final String PREFIX = "audit-";
    private static final String SUFFIX = ".jsonl";

    static AuditDay in(Path folder, LocalDate date) {
        return new AuditDay(date, folder.resolve(PREFIX + date + SUFFIX));
    }

    /// Null when the file is something else.
    static @Nullable AuditDay of(Path file) {
        String name = file.getFileName().toString();
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return null;
        }
        String date = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        try {
            return new AuditDay(LocalDate.parse(date), file);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// The newest first.
    @Override
    public int compareTo(AuditDay other) {
        return other.date.compareTo(date);
    }
}
