package dev.signalbox.journal;

import dev.signalbox.journal.JournalException.Reason;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.sql.SQLException;

/// What a database's exception means.
final class Faults {
    private Faults() {}

    static Reason reason(SQLException e) {
        return e instanceof SQLiteException lite
                ? ofSqlite(lite.getResultCode())
                : ofState(e.getSQLState());
    }

    private static Reason ofSqlite(SQLiteErrorCode code) {
        if (code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            return Reason.NO_ROOM; // It writes to each page of that file lest the room be missing.
        }
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_FULL -> Reason.NO_ROOM;
            case SQLITE_READONLY, SQLITE_PERM -> Reason.READ_ONLY;
            case SQLITE_IOERR -> Reason.IO;
            case SQLITE_CORRUPT, SQLITE_NOTADB -> Reason.DAMAGED;
            case SQLITE_CANTOPEN -> Reason.UNREACHABLE;
            default -> Reason.OTHER;
        };
    }

    /// The classes of the SQL standard, and PostgreSQL's own codes where a class says too little.
    private static Reason ofState(@Nullable String state) {
        return switch (state == null ? "" : state) {
            case "53100" -> Reason.NO_ROOM;
            case "25006" -> Reason.READ_ONLY;
            case "58030" -> Reason.IO;
            case "XX001", "XX002" -> Reason.DAMAGED;
            case "57P01", "57P02", "57P03" -> Reason.UNREACHABLE;
            case String other when other.startsWith("08") -> Reason.UNREACHABLE;
            default -> Reason.OTHER;
        };
    }

    /// Whether what the database wrote before may be gone, so that it must be looked at.
    static boolean castsDoubt(Throwable e) {
        return e instanceof SQLException said
                && (reason(said) == Reason.IO || reason(said) == Reason.DAMAGED);
    }

    /// Whether the file is to be given up: somebody must mount its disk anew, or has unmounted it.
    static boolean isFileGone(Throwable e) {
        return e instanceof SQLException said
                && (reason(said) == Reason.READ_ONLY || reason(said) == Reason.UNREACHABLE);
    }
}
