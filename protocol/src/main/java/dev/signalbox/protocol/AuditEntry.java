package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Who did what, as the audit log keeps it: never what was said.
///
/// @param action such as `session.create`, `message.send`, `permission.answer`, `key.revoke`
/// @param code why not, an [ErrorCode]; null when it was done
/// @param principal who asked
/// @param tenant that of the principal; null for the built-in administrator
/// @param target what it is about: a query, a permission request, a key …
/// @param address where it came from, as the server sees it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        Instant at,
        String action,
        Outcome outcome,
        @Nullable String code,
        String principal,
        @Nullable String tenant,
        @Nullable String sessionId,
        @Nullable String target,
        @Nullable String address) {
    public AuditEntry {
        Require.field(at, "at");
        Require.field(action, "action");
        Require.field(outcome, "outcome");
        Require.field(principal, "principal");
    }

    /// What came of it.
    public enum Outcome {
        @JsonProperty("done")
        DONE,
        /// The one who asked may not, or it does not go.
        @JsonProperty("refused")
        REFUSED,
        /// The server could not.
        @JsonProperty("failed")
        FAILED
    }
}
