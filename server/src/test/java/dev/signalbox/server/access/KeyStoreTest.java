package dev.signalbox.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Replies.KeyView;
import dev.signalbox.protocol.Requests.CreateKey;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.Principal;
import dev.signalbox.server.Role;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

class KeyStoreTest {
    private static final By ADMIN = By.principal("admin");
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir Path folder;

    private Instant now = START;

    private KeyStore open() {
        return KeyStore.open(file(), () -> now);
    }

    private Path file() {
        return folder.resolve("keys.json");
    }

    private static KeyView make(KeyStore keys, @Nullable Instant expiresAt) {
        return keys.create(
                new CreateKey("vera", List.of("viewer"), null, expiresAt), "acme", ADMIN);
    }

    private static String token(KeyView key) {
        return String.valueOf(key.token());
    }

    @Test
    void aKeyOpensBeforeAndAfterARestartAndCannotBeReadFromTheDisk() throws IOException {
        KeyView key;
        try (var keys = open()) {
            key = make(keys, null);
            assertThat(token(key)).matches("sbk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}");
            assertThat(token(key)).startsWith("sbk_" + key.id() + "_");
            assertThat(keys.authenticate(token(key)))
                    .isEqualTo(new Principal("vera", Set.of(Role.VIEWER), "acme"));
            assertThat(keys.list(null).items()).singleElement().matches(it -> it.token() == null);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file()))
                .contains(key.id())
                .doesNotContain(token(key).substring(17));
        try (var keys = open()) {
            assertThat(keys.authenticate(token(key))).isNotNull();
            assertThat(keys.authenticate(token(key) + "x")).isNull();
            assertThat(keys.authenticate(token(key).replaceFirst(".$", "!"))).isNull();
            assertThat(keys.authenticate("sbk_" + key.id() + "_" + "A".repeat(43))).isNull();
        }
    }

    @Test
    void aRevokedKeyStaysRevokedAndAnotherOneWorks() {
        KeyView key;
        try (var keys = open()) {
            key = make(keys, null);
            assertThat(keys.revoke(key.id(), null).revokedAt()).isEqualTo(START);
            assertThat(keys.authenticate(token(key))).isNull();
            now = START.plusSeconds(5);
            assertThat(keys.revoke(key.id(), "acme").revokedAt()).isEqualTo(START);
        }
        try (var keys = open()) {
            assertThat(keys.authenticate(token(key))).isNull();
            assertThat(keys.authenticate(token(make(keys, null)))).isNotNull();
            assertThat(keys.list(null).items()).hasSize(2);
        }
    }

    @Test
    void aKeyOfAnotherTenantIsNotThere() {
        try (var keys = open()) {
            var key = make(keys, null);
            assertRefused(() -> keys.revoke(key.id(), "other"), ErrorCode.NOT_FOUND);
            assertRefused(() -> keys.revoke("nothing", null), ErrorCode.NOT_FOUND);
            assertThat(keys.list("other").items()).isEmpty();
            assertThat(keys.list("acme").items()).hasSize(1);
            assertThat(keys.authenticate(token(key))).isNotNull();
        }
    }

    @Test
    void aKeyOpensUntilItExpiresAndIsForgottenThreeMonthsLater() {
        try (var keys = open()) {
            var key = make(keys, START.plusSeconds(60));
            now = START.plusSeconds(59);
            assertThat(keys.authenticate(token(key))).isNotNull();
            now = START.plusSeconds(60);
            assertThat(keys.authenticate(token(key))).isNull();
            assertThat(keys.list(null).items()).hasSize(1);
            now = START.plus(Duration.ofDays(91));
            var next = make(keys, null);
            assertThat(keys.list(null).items()).extracting(KeyView::id).containsExactly(next.id());
            assertThat(keys.authenticate(token(next))).isNotNull();
        }
    }

    @Test
    void aUseIsRememberedToTheMinuteAndNotWrittenEachTime() throws IOException {
        KeyView key;
        try (var keys = open()) {
            key = make(keys, null);
            byte[] before = Files.readAllBytes(file());
            now = START.plusSeconds(10);
            for (int i = 0; i < 100; i++) {
                assertThat(keys.authenticate(token(key))).isNotNull();
            }
            now = START.plusSeconds(30);
            assertThat(keys.authenticate(token(key))).isNotNull();
            assertThat(keys.list(null).items().getFirst().lastUsedAt())
                    .isEqualTo(START.plusSeconds(10));
            now = START.plusSeconds(90);
            assertThat(keys.authenticate(token(key))).isNotNull();
            assertThat(Files.readAllBytes(file())).isEqualTo(before);
        }
        try (var keys = open()) {
            assertThat(keys.list(null).items().getFirst().lastUsedAt())
                    .isEqualTo(START.plusSeconds(90));
        }
    }

    @Test
    void whatIsNoKeyIsRefusedByName() {
        try (var keys = open()) {
            assertWrong(keys, new CreateKey("", List.of("viewer"), null, null), "acme", "name");
            assertWrong(keys, new CreateKey("admin", List.of("admin"), null, null), "a", "name");
            assertWrong(keys, new CreateKey("v", List.of(), null, null), "acme", "roles");
            assertWrong(keys, new CreateKey("v", List.of("boss"), null, null), "acme", "boss");
            assertWrong(keys, new CreateKey("v", List.of("viewer"), null, null), "a/b", "tenant");
            assertWrong(keys, new CreateKey("v", List.of("viewer"), null, START), "a", "expiresAt");
            assertThat(keys.list(null).items()).isEmpty();
        }
    }

    private static void assertWrong(KeyStore keys, CreateKey request, String tenant, String what) {
        assertThatThrownBy(() -> keys.create(request, tenant, ADMIN))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .hasMessageContaining(what);
    }

    @Test
    void aFileThatIsNotWholeStopsTheStartAndIsLeftAsItIs() throws IOException {
        for (var broken :
                List.of(
                        "",
                        "{\"version\":1,\"keys\":[",
                        "{\"version\":9,\"keys\":[]}",
                        "{\"version\":1,\"keys\":[{\"id\":\"x\"}]}")) {
            Files.writeString(file(), broken);
            assertRefused(() -> open().close(), ErrorCode.CONFIG_INVALID);
            assertThat(Files.readString(file())).isEqualTo(broken);
        }
        Files.delete(file());
        try (var keys = open()) { // And it works again.
            assertThat(keys.authenticate(token(make(keys, null)))).isNotNull();
        }
    }

    @Test
    void aKeyThatCannotBeWrittenIsNotMadeAndOneThatIsRevokedOpensNothingAllTheSame()
            throws IOException {
        try (var keys = open()) {
            var key = make(keys, null);
            Files.delete(file());
            Files.createDirectories(file().resolve("in-the-way"));
            assertRefused(() -> make(keys, null), ErrorCode.JOURNAL_UNAVAILABLE);
            assertThat(keys.list(null).items()).hasSize(1);
            assertRefused(() -> keys.revoke(key.id(), null), ErrorCode.JOURNAL_UNAVAILABLE);
            assertThat(keys.authenticate(token(key))).isNull();
            Files.delete(file().resolve("in-the-way"));
            Files.delete(file());
            keys.revoke(key.id(), null); // And it works again.
            assertThat(keys.authenticate(token(make(keys, null)))).isNotNull();
        }
        try (var keys = open()) {
            assertThat(keys.list(null).items()).hasSize(2);
        }
    }

    private static void assertRefused(Runnable what, ErrorCode code) {
        assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
