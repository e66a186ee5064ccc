package dev.signalbox.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

class ProgramVersionsTest {
    private static final FileTime THEN = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir Path dir;

    private Path program;
    private Path asked;

    @BeforeEach
    void places() {
        program = dir.resolve("tool");
        asked = dir.resolve("asked");
    }

    /// A program that says something and counts how often it was asked.
    private void program(String says, FileTime changed) throws IOException {
        Programs.script(program, "echo >>" + asked + "\n" + says);
        Files.setLastModifiedTime(program, changed);
    }

    private String version() {
        return ProgramVersions.of(program, Map.of("PATH", "/usr/bin:/bin"));
    }

    private int timesAsked() throws IOException {
        return Files.readAllLines(asked).size();
    }

    @Test
    void aProgramIsAskedOnce() throws Exception {
        program("echo 'warning: something'; echo 'tool 1.2.3 (Acme)'", THEN);

        assertThat(version()).isEqualTo("1.2.3");
        assertThat(version()).isEqualTo("1.2.3");
        assertThat(timesAsked()).isEqualTo(1);
    }

    @Test
    void aProgramThatWasChangedIsAskedAgain() throws Exception {
        program("echo 1.2.3", THEN);
        assertThat(version()).isEqualTo("1.2.3");

        program("echo 1.2.4", FileTime.fromMillis(THEN.toMillis() + 1));
        assertThat(version()).as("as long, but younger").isEqualTo("1.2.4");
        program("echo 1.2.30", FileTime.fromMillis(THEN.toMillis() + 1));
        assertThat(version()).as("as old, but longer").isEqualTo("1.2.30");
        assertThat(timesAsked()).isEqualTo(3);
    }

    @Test
    void aLinkThatLeadsElsewhereNowIsAskedAgain() throws Exception {
        program("echo 1.2.3", THEN);
        var link = Files.createSymbolicLink(dir.resolve("link"), program);
        assertThat(ProgramVersions.of(link, Map.of())).isEqualTo("1.2.3");
        Files.delete(link);
        Files.createSymbolicLink(link, Programs.answering(dir.resolve("other"), "2.0.0"));

        assertThat(ProgramVersions.of(link, Map.of())).isEqualTo("2.0.0");
    }

    @Test
    void whatDoesNotAnswerIsAskedEachTime() throws Exception {
        program("echo none; exit 1", THEN);
        assertThat(version()).isNull();
        assertThat(version()).isNull();
        assertThat(timesAsked()).isEqualTo(2);

        assertThat(ProgramVersions.of(dir.resolve("absent"), Map.of())).isNull();
        assertThat(ProgramVersions.of(dir, Map.of())).as("a folder").isNull();
    }

    @Test
    void aScriptFindsItsInterpreterOnThePathThatItWillHave() throws Exception {
        Programs.script(dir.resolve("bin/acme-interpreter"), "echo 3.2.1");
        Files.writeString(program, "#!/usr/bin/env acme-interpreter\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(ProgramVersions.of(program, Map.of("PATH", dir.resolve("bin").toString())))
                .isEqualTo("3.2.1");
    }
}
