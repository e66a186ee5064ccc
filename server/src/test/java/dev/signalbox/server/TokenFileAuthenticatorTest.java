package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class TokenFileAuthenticatorTest {
    @TempDir Path folder;

    @Test
    void aTokenIsMadeOnceAndReadableByItsOwnerOnly() throws IOException {
        var file = folder.resolve("token");
        TokenFileAuthenticator.open(file);
        String token = Files.readString(file).strip();
        var again = TokenFileAuthenticator.open(file);

        assertThat(token).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(again.authenticate(token)).isEqualTo(Principal.administrator());
        assertThat(again.authenticate(token + "x")).isNull();
        assertThat(again.authenticate("")).isNull();
        assertThat(folder.toFile().list()).containsExactly("token");
    }

    @Test
    void aFileThatOthersCouldReadIsClosedToThem() throws IOException {
        var file = folder.resolve("token");
        Files.writeString(file, "a-token-of-somebody-who-made-it-himself\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        var authenticator = TokenFileAuthenticator.open(file);
        assertThat(authenticator.authenticate("a-token-of-somebody-who-made-it-himself"))
                .isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        var file = Files.createFile(folder.resolve("token"));
        assertThatThrownBy(() -> TokenFileAuthenticator.open(file))
                .isInstanceOf(SignalboxException.class)
                .hasMessageContaining("delete it");
    }
}
