package dev.signalbox.server.access;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.Replies.KeyView;
import dev.signalbox.protocol.Requests.CreateKey;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.Authenticator;
import dev.signalbox.server.Principal;
import dev.signalbox.server.Role;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The API keys of a server, and who has which.
///
/// What changes keys is done by one thread of its own, which owns the file; who authenticates reads
/// what that thread published last, and waits for nobody.
public final class KeyStore implements Keys, Authenticator, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeyStore.class.getName());

    /// Keys that open something.
    private static final int KEYS_MAX = 10_000;

    private static final Duration USE_PRECISION = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(90);

    /// Compared with when there is no such key, so that a wrong id takes as long as a wrong secret.
    private static final byte[] NO_KEY = new byte[32];

    private final KeyFile file;
    private final InstantSource clock;
    private final FileOwner owner = new FileOwner("keys");
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();
    private volatile Map<String, Entry> keys;

    private record Entry(ApiKey key, byte[] digest, Principal principal) {
        static Entry of(ApiKey key) {
            var roles =
                    key.roles().stream()
                            .map(Role::of)
                            .filter(role -> role != null)
                            .collect(Collectors.toSet());
            return new Entry(
                    key,
                    HexFormat.of().parseHex(key.sha256()),
                    new Principal(key.name(), roles, key.tenant()));
        }
    }

    private KeyStore(KeyFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        keys = index(file);
        owner.every(USE_PRECISION, this::keepUses);
    }

    /// Those in a file, which need not be there yet.
    ///
    /// @throws SignalboxException `CONFIG_INVALID` when it cannot be read
    public static KeyStore open(Path file, InstantSource clock) {
        return new KeyStore(new KeyFile(file), clock);
    }

    /// Keys that are forgotten with the process.
    public static KeyStore inMemory(InstantSource clock) {
        return new KeyStore(new KeyFile(null), clock);
    }

    /// Whether a tenant may be called so.
    public static boolean isTenant(String tenant) {
        return KeyRules.isTenant(tenant);
    }

    @Override
    public KeyView create(CreateKey request, String tenant, By by) {
        var now = clock.instant();
        KeyRules.check(request, tenant, now);
        var token = KeyToken.random();
        var key =
                new ApiKey(
                        token.id(),
                        request.name(),
                        token.prefix(),
                        request.roles(),
                        tenant,
                        HexFormat.of().formatHex(digest(token.text())),
                        now,
                        by,
                        request.expiresAt(),
                        null,
                        null);
        return owner.call(() -> {
            if (keys.values().stream().filter(it -> it.key().opensAt(now)).count() >= KEYS_MAX) {
                throw new SignalboxException(
                        ErrorCode.OVERLOADED,
                        "there are " + KEYS_MAX + " keys, as many as there may be: revoke some");
            }
            var next = new HashMap<>(keys);
            next.put(key.id(), Entry.of(key));
            save(next.values(), "the key was not made");
            return key.view(token.text());
        });
    }

    @Override
    public Page<KeyView> list(@Nullable String tenant) {
        return new Page<>(
                keys.values().stream()
                        .map(entry -> withLastUse(entry.key()))
                        .filter(key -> tenant == null || key.tenant().equals(tenant))
                        .sorted(
                                Comparator.comparing(ApiKey::createdAt)
                                        .reversed()
                                        .thenComparing(ApiKey::id))
                        .map(key -> key.view(null))
                        .toList(),
                null);
    }

    @Override
    public KeyView revoke(String id, @Nullable String tenant) {
        return owner.call(() -> {
            var entry = keys.get(id);
            if (entry == null || (tenant != null && !entry.key().tenant().equals(tenant))) {
                throw new SignalboxException(ErrorCode.NOT_FOUND, "no key '" + id + "'");
            }
            var next = new HashMap<>(keys);
            if (entry.key().revokedAt() == null) {
                next.put(id, Entry.of(entry.key().revoked(clock.instant())));
                keys = Map.copyOf(next); // First of all: it opens nothing any more.
            }
            save(
                    next.values(),
                    "the key opens nothing now, but would again after a restart: try again");
            return next.getOrDefault(id, entry).key().view(null);
        });
    }

    @Override
    public @Nullable Principal authenticate(String token) {
        var parsed = KeyToken.parse(token);
        var entry = parsed == null ? null : keys.get(parsed.id());
        byte[] expected = entry == null ? NO_KEY : entry.digest();
        boolean isRight = MessageDigest.isEqual(expected, digest(token));
        if (entry == null || !isRight) {
            return null;
        }
        var now = clock.instant();
        if (!entry.key().opensAt(now)) {
            return null;
        }
        var last = uses.get(entry.key().id());
        if (last == null || last.plus(USE_PRECISION).isBefore(now)) {
            uses.put(entry.key().id(), now);
        }
        return entry.principal();
    }

    /// Writes when keys were used last, and ends. Takes two seconds at most.
    @Override
    public void close() {
        owner.closeAfter(this::keepUses);
    }

    /// Once a minute, and only when there is something new.
    private void keepUses() {
        boolean isNew =
                keys.values().stream()
                        .map(Entry::key)
                        .anyMatch(key -> !withLastUse(key).equals(key));
        if (!isNew) {
            return;
        }
        try {
            save(keys.values(), "the last uses of keys are not written");
        } catch (SignalboxException e) {
            LOG.log(Level.WARNING, String.valueOf(e.getMessage()));
        }
    }

    private ApiKey withLastUse(ApiKey key) {
        var used = uses.get(key.id());
        return used == null || used.equals(key.lastUsedAt()) ? key : key.used(used);
    }

    /// Writes keys, and publishes what is written. On the owner's thread.
    private void save(Collection<Entry> next, String otherwise) {
        var forgotten = clock.instant().minus(KEPT);
        List<ApiKey> kept = new ArrayList<>();
        for (var entry : next) {
            var ended = entry.key().endedAt();
            if (ended == null || ended.isAfter(forgotten)) {
                kept.add(withLastUse(entry.key()));
            }
        }
        kept.sort(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id));
        try {
            file.write(kept);
            keys = index(kept);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "cannot write " + file.path() + ": " + e + "; " + otherwise,
                    e);
        }
    }

    private static Map<String, Entry> index(KeyFile file) {
        try {
            return index(file.read());
        } catch (IllegalStateException | IllegalArgumentException e) { // Twice, or no digest.
            throw file.unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, Entry> index(List<ApiKey> all) {
        return all.stream().collect(Collectors.toUnmodifiableMap(ApiKey::id, Entry::of));
    }

    private static byte[] digest(String token) {
        return Digest.sha256(token.getBytes(StandardCharsets.UTF_8));
    }
}
