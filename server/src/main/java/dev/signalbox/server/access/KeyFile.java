package dev.signalbox.server.access;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `DATA/keys.json`.
///
/// @param path null = nothing is kept
record KeyFile(@Nullable Path path) {
    private static final int VERSION = 1;

    private record Content(int version, @Nullable List<ApiKey> keys) {}

    /// @throws SignalboxException `CONFIG_INVALID` for a file that is not one: a server that took
    ///   it for empty would forget every key
    List<ApiKey> read() {
        if (path == null || !Files.exists(path)) {
            return List.of();
        }
        try {
            PrivateFile.close(path);
            var content = ProtocolJson.read(Files.readAllBytes(path), Content.class);
            if (content.version() != VERSION || content.keys() == null) {
                throw unreadable("it is not of version " + VERSION, null);
            }
            return content.keys();
        } catch (IOException | ProtocolException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    void write(List<ApiKey> keys) throws IOException {
        if (path != null) {
            PrivateFile.write(path, ProtocolJson.writeBytes(new Content(VERSION, keys)));
        }
    }

    SignalboxException unreadable(String why, @Nullable Exception cause) {
        return new SignalboxException(
                ErrorCode.CONFIG_INVALID,
                "the API keys in "
                        + path
                        + " cannot be read: "
                        + why
                        + " (put a copy that is whole in its place; without the file every key"
                        + " must be made anew)",
                cause);
    }
}
