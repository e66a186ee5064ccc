package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;

class HostLoginTest {
    private static final String FILE = ".agent/credentials.json";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir Path dir;

    private Path theirs;
    private Path ours;

    @BeforeEach
    void homes() throws IOException {
        theirs = Files.createDirectory(dir.resolve("user")).resolve(FILE);
        ours = Files.createDirectory(dir.resolve("session")).resolve(FILE);
    }

    private static void write(Path file, String text, Instant changed) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(changed));
    }

    private void copy() {
        HostLogin.copy(List.of(FILE), dir.resolve("user"), dir.resolve("session"));
    }

    @Test
    void aCopyIsForTheOwnerOnlyWhateverTheSourceIsAndTheSourceStays() throws Exception {
        write(theirs, "secret", NOON);
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rw-r--r--"));

        copy();

        assertThat(ours).hasContent("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)))
                .isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(ours).toInstant()).isEqualTo(NOON);
        assertThat(theirs).hasContent("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(theirs)))
                .isEqualTo("rw-r--r--");
        assertThat(Files.getLastModifiedTime(theirs).toInstant()).isEqualTo(NOON);
        assertThat(ours.getParent().toFile().list()).containsExactly("credentials.json");
    }

    @Test
    void theNewerOneStays() throws Exception {
        write(theirs, "of the user", NOON);
        write(ours, "renewed by the agent", NOON.plusSeconds(60));
        copy();
        assertThat(ours).hasContent("renewed by the agent");

        write(theirs, "signed in anew", NOON.plusSeconds(120));
        copy();
        assertThat(ours).hasContent("signed in anew");

        write(ours, "as old", NOON.plusSeconds(120));
        copy();
        assertThat(ours).hasContent("as old");
    }

    @Test
    void whoeverHasNotSignedInHasNothingToCopy() throws Exception {
        copy();
        assertThat(ours.getParent()).doesNotExist();

        Files.createDirectories(theirs); // a folder is no login
        copy();
        assertThat(ours).doesNotExist();
        HostLogin.copy(List.of(), dir.resolve("absent"), dir.resolve("absent too"));
    }

    @Test
    void aLinkInTheFilesPlaceIsReplacedAndNotWrittenThrough() throws Exception {
        var elsewhere = Files.writeString(dir.resolve("elsewhere"), "untouched");
        write(theirs, "secret", NOON); // older than what the link leads to
        Files.createDirectories(ours.getParent());
        Files.createSymbolicLink(ours, elsewhere);
        Files.createSymbolicLink(ours.resolveSibling("credentials.json.new"), elsewhere);

        copy();

        assertThat(elsewhere).hasContent("untouched");
        assertThat(Files.isRegularFile(ours, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(ours).hasContent("secret");
    }

    @Test
    void aFolderThatLeadsOutOfTheSessionIsNotFollowed() throws Exception {
        var elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        write(theirs, "secret", NOON);
        Files.createSymbolicLink(ours.getParent(), elsewhere);

        assertThatThrownBy(this::copy)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED))
                .hasMessageContaining("leads out of the session's home")
                .hasMessageNotContaining("secret");

        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(ours.getParent());
        copy(); // and it works again
        assertThat(ours).hasContent("secret");
    }

    @Test
    void aLinkOfTheUsersOwnIsReadThrough() throws Exception {
        var real = Files.writeString(dir.resolve("real"), "secret");
        Files.createDirectories(theirs.getParent());
        Files.createSymbolicLink(theirs, real);

        copy();

        assertThat(ours).hasContent("secret");
        assertThat(Files.isSymbolicLink(theirs)).isTrue();
        assertThat(Files.isSymbolicLink(ours)).isFalse();
    }
}
