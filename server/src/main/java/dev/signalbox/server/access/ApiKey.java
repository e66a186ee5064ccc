package dev.signalbox.server.access;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Replies.KeyView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// A key as `keys.json` holds it: what it is made of cannot be read from it.
///
/// @param roles wire names
/// @param sha256 of the whole token, in hexadecimal digits
/// @param lastUsedAt to the minute
record ApiKey(
        String id,
        String name,
        String prefix,
        List<String> roles,
        String tenant,
        String sha256,
        Instant createdAt,
        By createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {
    ApiKey {
        roles = List.copyOf(roles);
        for (var there : List.of(id, name, prefix, tenant, sha256, createdAt, createdBy)) {
            Objects.requireNonNull(there);
        }
    }

    ApiKey revoked(Instant at) {
        return new ApiKey(
                id,
                name,
                prefix,
                roles,
                tenant,
                sha256,
                createdAt,
                createdBy,
                expiresAt,
                lastUsedAt,
                at);
    }

    ApiKey used(Instant at) {
        return new ApiKey(
                id, name, prefix, roles, tenant, sha256, createdAt, createdBy, expiresAt, at,
                revokedAt);
    }

    boolean opensAt(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /// When it ended, if it has.
    @Nullable Instant endedAt() {
        return revokedAt == null ? expiresAt : revokedAt;
    }

    /// @param token only for the answer that makes it
    KeyView view(@Nullable String token) {
        return new KeyView(
                id,
                name,
                roles,
                tenant,
                prefix,
                createdAt,
                createdBy,
                expiresAt,
                lastUsedAt,
                revokedAt,
                token);
    }
}
