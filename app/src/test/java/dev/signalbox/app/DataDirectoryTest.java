package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class DataDirectoryTest {
    @TempDir Path folder;

    private DataDirectory made() {
        var data = new DataDirectory(folder.resolve("data"));
        data.create();
        return data;
    }

    @Test
    void itIsForNobodyButItsOwner() throws IOException {
        var permissions = Files.getPosixFilePermissions(made().path());

        assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rwx------");
    }

    @Test
    void aSecondServerIsToldWhoHasItAndGetsItAfterwards() throws IOException {
        var data = made();
        var first = data.lock();
        data.announce("http://127.0.0.1:7717", null);

        assertThatThrownBy(data::lock)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_LOCKED))
                .hasMessageContaining("http://127.0.0.1:7717")
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));

        first.close();
        data.lock().close();
    }

    @Test
    void aServerIsAnnouncedAndWithdrawn() throws IOException {
        var data = made();
        assertThat(data.server()).isNull();

        data.announce("http://127.0.0.1:1", null);
        assertThat(data.server().path("url").asString()).isEqualTo("http://127.0.0.1:1");

        data.withdraw();
        assertThat(data.server()).isNull();
    }

    @Test
    void aDamagedAnnouncementIsSaidAndNotGuessed() throws IOException {
        var data = made();
        Files.writeString(data.path().resolve("server.json"), "{");

        assertThatThrownBy(data::server)
                .isInstanceOf(SignalboxException.class)
                .hasMessageContaining("--url");
    }
}
