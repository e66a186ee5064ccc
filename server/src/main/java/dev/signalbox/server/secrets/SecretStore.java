package dev.signalbox.server.secrets;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.Replies.SecretView;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.AgentSecrets;
import dev.signalbox.server.access.FileOwner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The secrets of a server: encrypted on the disk and in memory, opened when an agent is started.
///
/// What changes secrets is done by one thread of its own, which owns the file; who reads takes what
/// that thread published last, and waits for nobody.
public final class SecretStore implements Secrets, AgentSecrets, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SecretStore.class.getName());
    private static final Comparator<Sealed> ORDER =
            Comparator.comparing(Sealed::name).thenComparing(Sealed::tenant);

    private final SecretFile file;
    private final KeySource source;
    private final InstantSource clock;
    private final FileOwner owner = new FileOwner("secrets");
    private volatile State state;

    /// @param key null = none was needed yet, and there are no secrets
    private record State(@Nullable SealKey key, Map<Sealed.Id, Sealed> secrets) {}

    private SecretStore(SecretFile file, KeySource source, InstantSource clock, State state) {
        this.file = file;
        this.source = source;
        this.clock = clock;
        this.state = state;
    }

    /// Those in a file, which need not be there yet.
    ///
    /// @throws SignalboxException `CONFIG_INVALID` when the file or the key cannot be read, or the
    ///   key is another than that with which the file was written; nothing is changed then
    public static SecretStore open(Path file, KeySource source, InstantSource clock) {
        var kept = new SecretFile(file);
        return new SecretStore(kept, source, clock, read(kept, source));
    }

    /// Secrets that are forgotten with the process.
    public static SecretStore inMemory(InstantSource clock) {
        return new SecretStore(
                new SecretFile(null),
                new KeySource(null, null, Path.of("secrets.key")),
                clock,
                new State(SealKey.random(), Map.of()));
    }

    /// Encrypts everything anew. For a server that does not run.
    ///
    /// @param to where the new key is; null = the server makes one for itself
    /// @return how many secrets there are
    /// @throws SignalboxException `CONFIG_INVALID` as [#open] says; `BAD_REQUEST` when there is no
    ///   such key, or the old one is not the server's own and no new one was named
    /// @throws IOException when it could not be written: old and new key are both kept then, and the
    ///   next start takes the one that fits
    public static int rekey(Path file, KeySource source, @Nullable Path to) throws IOException {
        var kept = new SecretFile(file);
        var before = read(kept, source);
        if (to == null && !source.isOwn()) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "the key is in "
                            + source.words()
                            + ", which is not the server's to change: name a file with the new key"
                            + " with --key-file, and then tell the server of it");
        }
        @Nullable SealKey given = to == null ? null : new KeySource(null, to, to).find();
        var next = given == null ? SealKey.random() : given;
        List<Sealed> sealed = new ArrayList<>();
        for (var secret : before.secrets().values()) {
            sealed.add(secret.with(next, opened(kept, before.key(), secret)));
        }
        if (given == null) {
            source.writeNext(next);
        }
        kept.write(next, sealed);
        if (given == null) {
            source.takeNext();
        }
        return sealed.size();
    }

    private static State read(SecretFile file, KeySource source) {
        var content = file.read();
        @Nullable SealKey key = source.find();
        if (content.key() == null) {
            return new State(key, Map.of());
        }
        if (key == null || !key.id().equals(content.key())) {
            key = other(file, source, key, content.key());
        }
        try {
            var secrets =
                    content.all().stream()
                            .collect(Collectors.toUnmodifiableMap(Sealed::id, it -> it));
            for (var secret : secrets.values()) {
                var _ = opened(file, key, secret);
            }
            return new State(key, secrets);
        } catch (IllegalStateException | NullPointerException e) { // Twice, or not whole.
            throw file.unreadable("it is damaged", e);
        }
    }

    /// A change of keys may have been cut off in the middle; else it is the wrong key.
    private static SealKey other(
            SecretFile file, KeySource source, @Nullable SealKey key, String wanted) {
        @Nullable SealKey next = source.next();
        if (next != null && next.id().equals(wanted)) {
            try {
                source.takeNext();
                return next;
            } catch (IOException e) {
                throw file.unreadable("their new key cannot be put in its place: " + e, e);
            }
        }
        throw file.unreadable(
                key == null
                        ? "their key is not there: put " + source.words() + " back"
                        : "they were encrypted with another key than that in "
                                + source.words()
                                + ": give the server the right one",
                null);
    }

    private static String opened(SecretFile file, @Nullable SealKey key, Sealed secret) {
        @Nullable String value = key == null ? null : secret.open(key);
        if (value == null) {
            throw file.unreadable(
                    "the value of '" + secret.name() + "' was damaged or put in from elsewhere",
                    null);
        }
        return value;
    }

    @Override
    public @Nullable String value(String tenant, String name) {
        var now = state;
        @Nullable Sealed secret = now.secrets().get(new Sealed.Id(tenant, name));
        return secret == null ? null : opened(file, now.key(), secret);
    }

    @Override
    public Page<SecretView> list(@Nullable String tenant) {
        return new Page<>(
                state.secrets().values().stream()
                        .filter(it -> tenant == null || it.tenant().equals(tenant))
                        .sorted(ORDER)
                        .map(Sealed::view)
                        .toList(),
                null);
    }

    @Override
    public Put put(String tenant, String name, String value, By by) {
        SecretRules.check(name, value);
        return owner.call(() -> {
            var id = new Sealed.Id(tenant, name);
            @Nullable Sealed before = state.secrets().get(id);
            if (before == null) {
                requireRoom(tenant);
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            var key = key();
            var secret =
                    new Sealed(
                            tenant,
                            name,
                            before == null ? now : before.createdAt(),
                            now,
                            by,
                            key.seal(value, id.about()));
            var next = new HashMap<>(state.secrets());
            next.put(id, secret);
            save(key, next, "the secret was not set");
            LOG.log(
                    Level.INFO,
                    "secret set name=" + name + " tenant=" + tenant + " by=" + by.name());
            return new Put(secret.view(), before == null);
        });
    }

    @Override
    public void remove(String tenant, String name, By by) {
        owner.call(() -> {
            var next = new HashMap<>(state.secrets());
            if (next.remove(new Sealed.Id(tenant, name)) == null) {
                throw new SignalboxException(
                        ErrorCode.NOT_FOUND, "no secret '" + name + "' in tenant '" + tenant + "'");
            }
            save(key(), next, "the secret is still there");
            LOG.log(
                    Level.INFO,
                    "secret removed name=" + name + " tenant=" + tenant + " by=" + by.name());
            return next.size();
        });
    }

    private void requireRoom(String tenant) {
        long has =
                state.secrets().keySet().stream().filter(it -> it.tenant().equals(tenant)).count();
        if (has >= SecretRules.SECRETS_MAX) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "tenant '"
                            + tenant
                            + "' has "
                            + SecretRules.SECRETS_MAX
                            + " secrets, as many as there may be: remove some");
        }
    }

    private SealKey key() {
        @Nullable SealKey key = state.key();
        try {
            return key == null ? source.findOrMake() : key;
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "cannot write " + source.words() + ": " + e + "; nothing was changed",
                    e);
        }
    }

    /// Writes secrets, and publishes what is written. On the owner's thread.
    private void save(SealKey key, Map<Sealed.Id, Sealed> next, String otherwise) {
        try {
            file.write(key, next.values().stream().sorted(ORDER).toList());
            state = new State(key, Map.copyOf(next));
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "cannot write " + file.path() + ": " + e + "; " + otherwise,
                    e);
        }
    }

    /// Ends. Takes two seconds at most.
    @Override
    public void close() {
        owner.close();
    }
}
