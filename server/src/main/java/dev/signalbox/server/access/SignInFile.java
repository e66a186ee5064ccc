package dev.signalbox.server.access;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// Browsers that are signed in, over a restart of the server: `DATA/signins.json`.
///
/// It opens nothing to whoever reads it: of a cookie and of the token that belongs to it there are
/// fingerprints, and what was shown for them is sealed with the cookie itself.
///
/// One thread owns the file. What cannot be read or written is logged, and costs nothing but that
/// people sign in again.
public final class SignInFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SignInFile.class.getName());
    private static final int VERSION = 1;

    private final @Nullable Path path;
    private final FileOwner owner = new FileOwner("signins");

    /// A browser.
    ///
    /// @param cookie fingerprint of its cookie
    /// @param token fingerprint of the token that belongs to it
    /// @param sealed what was shown when it signed in
    public record Kept(String cookie, String token, String sealed, Instant endsAt) {}

    private record Content(int version, @Nullable List<Kept> signIns) {}

    private SignInFile(@Nullable Path path) {
        this.path = path;
    }

    /// @param path need not be there yet
    public static SignInFile at(Path path) {
        return new SignInFile(path);
    }

    /// Keeps nothing.
    public static SignInFile none() {
        return new SignInFile(null);
    }

    /// Those that were written last, the oldest first.
    public List<Kept> read() {
        if (path == null || !Files.exists(path)) {
            return List.of();
        }
        try {
            PrivateFile.close(path);
            var content = ProtocolJson.read(Files.readAllBytes(path), Content.class);
            if (content.version() == VERSION && content.signIns() != null) {
                return content.signIns();
            }
            LOG.log(
                    Level.WARNING,
                    "browsers have to sign in again: {0} is not of version {1}",
                    path,
                    VERSION);
        } catch (IOException | ProtocolException e) {
            LOG.log(
                    Level.WARNING,
                    "browsers have to sign in again: " + path + " cannot be read",
                    e);
        }
        return List.of();
    }

    /// Writes them, and waits until they are on the disk.
    ///
    /// @param current asked on the thread of the file, so that what is newest is written last
    public void write(Supplier<List<Kept>> current) {
        if (path == null) {
            return;
        }
        owner.call(() -> {
            try {
                PrivateFile.write(
                        path, ProtocolJson.writeBytes(new Content(VERSION, current.get())));
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "a restart will not know who signed in last: "
                                + path
                                + " cannot be written",
                        e);
            }
            return true;
        });
    }

    @Override
    public void close() {
        owner.close();
    }
}
