package dev.signalbox.server.secrets;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.access.PrivateFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `DATA/secrets.json`.
///
/// @param path null = nothing is kept
record SecretFile(@Nullable Path path) {
    private static final int VERSION = 1;

    /// @param key tells which key the values were encrypted with
    record Content(int version, @Nullable String key, @Nullable List<Sealed> secrets) {
        /// What is not there is not there.
        List<Sealed> all() {
            return secrets == null ? List.of() : secrets;
        }
    }

    /// @throws SignalboxException `CONFIG_INVALID` for a file that is not one: a server that took
    ///   it for empty would forget every secret
    Content read() {
        if (path == null || !Files.exists(path)) {
            return new Content(VERSION, null, null);
        }
        try {
            PrivateFile.close(path);
            var content = ProtocolJson.read(Files.readAllBytes(path), Content.class);
            if (content.version() != VERSION || content.key() == null) {
                throw unreadable("it is not of version " + VERSION, null);
            }
            return content;
        } catch (IOException | ProtocolException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    void write(SealKey key, List<Sealed> secrets) throws IOException {
        if (path != null) {
            PrivateFile.write(
                    path, ProtocolJson.writeBytes(new Content(VERSION, key.id(), secrets)));
        }
    }

    SignalboxException unreadable(String why, @Nullable Exception cause) {
        return new SignalboxException(
                ErrorCode.CONFIG_INVALID,
                "the secrets in "
                        + path
                        + " cannot be read: "
                        + why
                        + " (nothing was changed; without the file the server starts, and every"
                        + " secret must be set anew)",
                cause);
    }
}
