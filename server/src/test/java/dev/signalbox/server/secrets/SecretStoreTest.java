package dev.signalbox.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;

/// Secrets on the disk.
class SecretStoreTest {
    private static final By ANNA = By.principal("anna");
    private static final String VALUE = "a value that nobody may see";

    @TempDir Path dir;

    private Path file() {
        return dir.resolve("secrets.json");
    }

    private KeySource source(@Nullable String variable, @Nullable Path keyFile) {
        return new KeySource(variable, keyFile, dir.resolve("secrets.key"));
    }

    private SecretStore open() {
        return open(source(null, null));
    }

    private SecretStore open(KeySource source) {
        return SecretStore.open(file(), source, InstantSource.system());
    }

    private void set(String name, String value) {
        try (var store = open()) {
            var _ = store.put("acme", name, value, ANNA);
        }
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable work, String... words) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(words)
                .hasMessageNotContaining(VALUE);
    }

    @Test
    void aSecretIsThereAfterARestartForItsTenantAndEncryptedOnTheDisk() throws Exception {
        try (var store = open()) {
            assertThat(dir).isEmptyDirectory(); // Nothing is made before it is needed.
            assertThat(store.put("acme", "github", VALUE, ANNA).isNew()).isTrue();
            assertThat(store.put("acme", "github", VALUE + "!", ANNA).isNew()).isFalse();
            assertThat(store.put("other", "github", "another", ANNA).isNew()).isTrue();
        }
        for (var name : new String[] {"secrets.json", "secrets.key"}) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(dir.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(file())).contains("github").doesNotContain("value that");
        try (var store = open()) {
            assertThat(store.value("acme", "github")).isEqualTo(VALUE + "!");
            assertThat(store.value("nobody", "github")).isNull();
            assertThat(store.list("acme").items())
                    .singleElement()
                    .satisfies(it -> assertThat(it.by()).isEqualTo(ANNA));
            assertThat(store.list(null).items()).hasSize(2);
            store.remove("acme", "github", ANNA);
            assertThat(store.value("acme", "github")).isNull();
            assertRefused(
                    ErrorCode.NOT_FOUND, () -> store.remove("acme", "github", ANNA), "github");
        }
        try (var store = open()) {
            assertThat(store.value("acme", "github")).isNull();
            assertThat(store.value("other", "github")).isEqualTo("another");
        }
    }

    @Test
    void aValueInAnotherOnesPlaceOrAChangedOneIsNoValue() throws Exception {
        set("one", VALUE);
        String whole = Files.readString(file());
        for (var wrong :
                new String[] {
                    whole.replace("\"one\"", "\"two\""),
                    whole.replace("\"acme\"", "\"other\""),
                    whole.replaceFirst("\"sealed\":\"....", "\"sealed\":\"AAAA")
                }) {
            assertThat(wrong).isNotEqualTo(whole);
            Files.writeString(file(), wrong);
            assertRefused(ErrorCode.CONFIG_INVALID, this::open, "damaged", file().toString());
            assertThat(Files.readString(file())).isEqualTo(wrong);
        }
        Files.writeString(file(), whole);
        try (var store = open()) { // And it works again.
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
        }
    }

    @Test
    void aWrongKeyIsSaidAndLosesNothing() throws Exception {
        set("one", VALUE);
        String whole = Files.readString(file());
        var other = Files.write(dir.resolve("other"), SealKey.random().text());
        assertRefused(
                ErrorCode.CONFIG_INVALID,
                () -> open(source(null, other)),
                "another key",
                other.toString());
        assertRefused(
                ErrorCode.CONFIG_INVALID,
                () -> open(source("not a key", null)),
                KeySource.VARIABLE,
                "openssl rand -base64 32");
        var key = Files.readAllBytes(dir.resolve("secrets.key"));
        Files.delete(dir.resolve("secrets.key"));
        assertRefused(ErrorCode.CONFIG_INVALID, this::open, "key is not there", "secrets.key");
        assertThat(dir.resolve("secrets.key")).doesNotExist();
        assertThat(Files.readString(file())).isEqualTo(whole);

        Files.write(dir.resolve("secrets.key"), key);
        try (var store = open()) { // And it works again.
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
        }
    }

    @Test
    void aFileThatIsNoneStopsTheStart() throws Exception {
        Files.writeString(file(), "{}");
        assertRefused(ErrorCode.CONFIG_INVALID, this::open, file().toString());
        Files.writeString(file(), "no JSON");
        assertRefused(ErrorCode.CONFIG_INVALID, this::open, file().toString());
        Files.delete(file());
        open().close();
    }

    @Test
    void aNewKeyOpensEverythingAndTheOldOneNothing() throws Exception {
        set("one", VALUE);
        set("two", "another");
        var before = Files.readAllBytes(dir.resolve("secrets.key"));
        assertThat(SecretStore.rekey(file(), source(null, null), null)).isEqualTo(2);
        assertThat(Files.readAllBytes(dir.resolve("secrets.key"))).isNotEqualTo(before);
        try (var store = open()) {
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
        }

        var mine = Files.write(dir.resolve("mine"), SealKey.random().text());
        assertThat(SecretStore.rekey(file(), source(null, null), mine)).isEqualTo(2);
        assertRefused(ErrorCode.CONFIG_INVALID, this::open, "another key");
        try (var store = open(source(Files.readString(mine), null))) {
            assertThat(store.value("acme", "two")).isEqualTo("another");
        }
        assertRefused(
                ErrorCode.BAD_REQUEST,
                () -> SecretStore.rekey(file(), source(null, mine), null),
                "--key-file");
        try (var store = open(source(null, mine))) { // And it works again.
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
        }
    }

    @Test
    void aChangeOfKeysThatWasCutOffIsBroughtToItsEndAtTheNextStart() throws Exception {
        set("one", VALUE);
        var key = dir.resolve("secrets.key");
        var next = dir.resolve("secrets.key.next");
        var before = Files.readAllBytes(key);

        Files.write(next, SealKey.random().text()); // Killed before the secrets were written.
        try (var store = open()) {
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
        }
        assertThat(SecretStore.rekey(file(), source(null, null), null)).isEqualTo(1);

        Files.move(key, next); // Killed after they were.
        Files.write(key, before);
        try (var store = open()) {
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
        }
        assertThat(next).doesNotExist();
        try (var store = open()) { // And it works again.
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenChangesNothing() throws Exception {
        set("one", VALUE);
        try (var store = open()) {
            // A folder where the file is prepared: that fails for root, too.
            var obstacle = Files.createDirectory(dir.resolve(".secrets.json.new"));
            var inIt = Files.createFile(obstacle.resolve("full"));
            assertRefused(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    () -> store.put("acme", "one", "new", ANNA),
                    "was not set");
            assertRefused(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    () -> store.remove("acme", "one", ANNA),
                    "still there");
            assertThat(store.value("acme", "one")).isEqualTo(VALUE);
            Files.delete(inIt);
            var _ = store.put("acme", "one", "new", ANNA); // And it works again.
            assertThat(store.value("acme", "one")).isEqualTo("new");
        }
    }

    @Test
    void whatCannotBeASecretIsRefusedWithoutQuotingIt() {
        try (var store = SecretStore.inMemory(InstantSource.system())) {
            for (var name : new String[] {"", "-a", "a/b", "a b", "a".repeat(65)}) {
                assertRefused(
                        ErrorCode.BAD_REQUEST, () -> store.put("acme", name, VALUE, ANNA), "name");
            }
            for (var value : new String[] {"", "a\0b", VALUE.repeat(2_000)}) {
                assertRefused(
                        ErrorCode.BAD_REQUEST, () -> store.put("acme", "a", value, ANNA), "value");
            }
            for (int i = 0; i < SecretRules.SECRETS_MAX; i++) {
                var _ = store.put("acme", "s" + i, VALUE, ANNA);
            }
            assertRefused(
                    ErrorCode.OVERLOADED, () -> store.put("acme", "more", VALUE, ANNA), "200");
            assertThat(store.put("acme", "s7", "new", ANNA).isNew()).isFalse();
            assertThat(store.put("other", "more", VALUE, ANNA).isNew()).isTrue();
        }
    }
}
