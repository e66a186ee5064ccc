package dev.signalbox.server.secrets;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Replies.SecretView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A secret as it is kept.
///
/// @param by who gave it the value that it has
/// @param sealed the encrypted value
@JsonInclude(JsonInclude.Include.NON_NULL)
record Sealed(
        String tenant,
        String name,
        Instant createdAt,
        Instant updatedAt,
        @Nullable By by,
        String sealed) {
    SecretView view() {
        return new SecretView(name, tenant, createdAt, updatedAt, by);
    }

    Id id() {
        return new Id(tenant, name);
    }

    /// @return null when it is not the key's
    @Nullable String open(SealKey key) {
        return key.open(sealed, id().about());
    }

    Sealed with(SealKey key, String value) {
        return new Sealed(tenant, name, createdAt, updatedAt, by, key.seal(value, id().about()));
    }

    /// Which secret it is.
    record Id(String tenant, String name) {
        /// What its value is bound to, so that it cannot be put in another one's place.
        String about() {
            return "signalbox 1\n" + tenant + "\n" + name;
        }
    }
}
