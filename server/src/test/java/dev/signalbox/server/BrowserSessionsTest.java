package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.server.access.SignInFile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Sign-ins over the end of a server; what a browser does with them is in [BrowserTest].
class BrowserSessionsTest {
    private static final String TOKEN = "sbk_anna_1234567890";

    @TempDir Path dir;

    private final List<SignInFile> files = new ArrayList<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private Instant now = Instant.parse("2026-11-27T09:00:00Z");

    BrowserSessionsTest() {
        accepted.add(TOKEN);
    }

    @AfterEach
    void close() {
        files.forEach(SignInFile::close);
    }

    private Path path() {
        return dir.resolve("signins.json");
    }

    private BrowserSessions server() {
        var file = SignInFile.at(path());
        files.add(file);
        return new BrowserSessions(
                this::who, file, () -> now, () -> now.toEpochMilli() * 1_000_000);
    }

    private @Nullable Principal who(String token) {
        return accepted.contains(token) ? Principal.administrator() : null;
    }

    private Credentials shown() {
        var shown = Credentials.of(this::who, TOKEN);
        assertThat(shown).isNotNull();
        return shown;
    }

    @Test
    void aBrowserStaysSignedInWhenTheServerIsKilled() {
        var opened = server().open(shown());
        var next = server();
        var again = next.of(opened.cookie(), opened.token());
        assertThat(again).isNotNull();
        assertThat(again.who()).isEqualTo(Principal.administrator());
        assertThat(again.again()).isNotNull();
        assertThat(server().of(opened.cookie(), opened.token())).isNotNull();
    }

    @Test
    void neitherHalfOpensAnythingAlone() {
        var opened = server().open(shown());
        var next = server();
        assertThat(next.of(opened.cookie(), "wrong")).isNull();
        assertThat(next.of("wrong", opened.token())).isNull();
        assertThat(next.of(opened.cookie(), opened.token())).isNotNull();
    }

    @Test
    void whatIsOnTheDiskOpensNothing() throws IOException {
        var opened = server().open(shown());
        String text = Files.readString(path());
        assertThat(text).doesNotContain(TOKEN, opened.cookie(), opened.token());
        assertThat(Files.getPosixFilePermissions(path()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aKeyThatWasRevokedMeanwhileOpensNothing() {
        var opened = server().open(shown());
        accepted.clear();
        var next = server();
        assertThat(next.of(opened.cookie(), opened.token())).isNull();
        accepted.add(TOKEN);
        assertThat(next.of(opened.cookie(), opened.token())).isNotNull();
        accepted.clear();
        assertThat(next.of(opened.cookie(), opened.token())).isNull();
    }

    @Test
    void whoSignedOutIsOutForEver() {
        var first = server();
        var opened = first.open(shown());
        var other = first.open(shown());
        var credentials = first.of(opened.cookie(), opened.token());
        assertThat(credentials).isNotNull();
        first.close(opened.cookie());
        assertThat(credentials.again()).isNull();
        var next = server();
        assertThat(next.of(opened.cookie(), opened.token())).isNull();
        assertThat(next.of(other.cookie(), other.token())).isNotNull();
    }

    @Test
    void theTwelveHoursGoOnOverARestart() {
        var opened = server().open(shown());
        now = now.plus(BrowserSessions.LIFE).minus(Duration.ofMinutes(1));
        var next = server();
        assertThat(next.of(opened.cookie(), opened.token())).isNotNull();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(next.of(opened.cookie(), opened.token())).isNull();
        assertThat(server().of(opened.cookie(), opened.token())).isNull();
    }

    @Test
    void aFileThatCannotBeReadCostsASignInAndNoMore() throws IOException {
        var opened = server().open(shown());
        Files.writeString(path(), "{\"version\":1,\"signIns\":[{\"cook");
        var next = server();
        assertThat(next.of(opened.cookie(), opened.token())).isNull();
        // And it works again.
        var anew = next.open(shown());
        assertThat(server().of(anew.cookie(), anew.token())).isNotNull();
    }

    @Test
    void aDiskThatTakesNothingKeepsNobodyOut() throws IOException {
        var first = server();
        Files.createDirectory(
                path()); // Nothing can be put in the place of a folder that has files.
        Files.createFile(path().resolve("file"));
        var opened = first.open(shown());
        assertThat(first.of(opened.cookie(), opened.token())).isNotNull();
        Files.delete(path().resolve("file"));
        Files.delete(path());
        var other = first.open(shown());
        // And it works again, for both.
        var next = server();
        assertThat(next.of(opened.cookie(), opened.token())).isNotNull();
        assertThat(next.of(other.cookie(), other.token())).isNotNull();
    }

    @Test
    void whatWasGivenForACookieEndsWithTheServer() {
        var first = server();
        var opened = first.open(shown());
        var by = first.of(opened.cookie(), opened.token());
        assertThat(by).isNotNull();
        var second = first.open(by);
        assertThat(first.of(second.cookie(), second.token())).isNotNull();
        assertThat(server().of(second.cookie(), second.token())).isNull();
    }
}
