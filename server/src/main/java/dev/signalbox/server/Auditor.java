package dev.signalbox.server;

import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.audit.AuditLog;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.function.Supplier;

/// Sees to it that what changes something is written down before it is answered, and is not done
/// while it could not be.
final class Auditor {
    private static final int CLIENT_ERRORS = 500;

    private final AuditLog log;
    private final InstantSource clock;

    Auditor(AuditLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /// What was asked for, without what was said.
    ///
    /// @param target what it is about, in the session or, without one, in the server
    record Deed(
            Principal who,
            String action,
            @Nullable String sessionId,
            @Nullable String target,
            @Nullable String address) {}

    /// Something that may be refused.
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    AuditLog log() {
        return log;
    }

    /// Does it, and writes down that it was done or why not.
    ///
    /// @param deed asked when the work is over; null when nothing was done, as for a repetition
    /// @throws SignalboxException `JOURNAL_UNAVAILABLE` and nothing was done
    <T, E extends Exception> T audited(Supplier<@Nullable Deed> deed, Work<T, E> work) throws E {
        @Nullable String trouble = log.trouble();
        if (trouble != null) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "nothing is done that cannot be written down: " + trouble);
        }
        T result;
        try {
            result = work.run();
        } catch (SignalboxException e) {
            write(deed.get(), e.code());
            throw e;
        } catch (RuntimeException e) {
            write(deed.get(), ErrorCode.INTERNAL);
            throw e;
        }
        write(deed.get(), null);
        return result;
    }

    private void write(@Nullable Deed deed, @Nullable ErrorCode refusal) {
        if (deed == null) {
            return;
        }
        log.write(
                new AuditEntry(
                        clock.instant(),
                        deed.action(),
                        outcome(refusal),
                        refusal == null ? null : refusal.name(),
                        deed.who().name(),
                        deed.who().tenant(),
                        deed.sessionId(),
                        deed.target(),
                        deed.address()));
    }

    private static AuditEntry.Outcome outcome(@Nullable ErrorCode refusal) {
        if (refusal == null) {
            return AuditEntry.Outcome.DONE;
        }
        return refusal.httpStatus() < CLIENT_ERRORS
                ? AuditEntry.Outcome.REFUSED
                : AuditEntry.Outcome.FAILED;
    }
}
