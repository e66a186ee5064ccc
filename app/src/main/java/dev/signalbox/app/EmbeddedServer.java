package dev.signalbox.app;

import dev.signalbox.app.config.Configuration;
import dev.signalbox.client.SessionsQuery;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// A server inside a command: on a free port of loopback, in a temporary folder, for as long as the
/// command takes. It leaves nothing behind, neither processes nor files.
final class EmbeddedServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EmbeddedServer.class.getName());
    private static final int INTERRUPTED = 130;

    private final Path folder;
    private final Wiring wiring;
    private final SignalboxClient client;
    private final Thread onSignal;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private EmbeddedServer(Path folder, Wiring wiring) {
        this.folder = folder;
        this.wiring = wiring;
        this.client = new SignalboxClient(URI.create(wiring.url()), wiring.token());
        this.onSignal = Signalbox.onSignal(this::end, INTERRUPTED);
    }

    /// @param workspace a folder that its sessions may work in; null for none
    static EmbeddedServer start(@Nullable Path workspace) {
        Path folder;
        try {
            folder = Files.createTempDirectory("signalbox-");
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID, "cannot make a temporary folder: " + e, e);
        }
        try {
            var settings = configuration(folder, workspace).settings();
            return new EmbeddedServer(folder, Wiring.start(new DataDirectory(folder), settings));
        } catch (RuntimeException | Error e) {
            remove(folder);
            throw e;
        }
    }

    /// What the user's own configuration says, but for where this server is and what it keeps.
    private static Configuration configuration(Path folder, @Nullable Path workspace) {
        var own = DataDirectory.of(null).path().resolve("signalbox.conf");
        var roots = workspace == null ? "" : workspace.toString();
        return ConfigurationOptions.read(
                new DataDirectory(folder),
                Files.exists(own) ? own : null,
                Map.of(
                        flag("server.host"), "127.0.0.1",
                        flag("server.port"), "0",
                        flag("journal.url"), "sqlite:",
                        // A command that is killed comes back for nobody.
                        flag("sessions.runnerOrphanTimeout"), "30s",
                        flag("sessions.workspaceRoots"), roots));
    }

    private static Configuration.Flag flag(String key) {
        return new Configuration.Flag("embedded", key);
    }

    SignalboxClient client() {
        return client;
    }

    @Override
    public void close() {
        if (Signalbox.offSignal(onSignal)) {
            end();
        }
    }

    private void end() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        try {
            for (var session : client.sessions(SessionsQuery.ALL).items()) {
                client.deleteSession(session.id());
            }
        } catch (SignalboxException e) {
            LOG.log(Level.WARNING, "a session was not deleted", e);
        }
        client.close();
        wiring.close();
        remove(folder);
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : List.copyOf(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("signalbox: " + folder + " could not be removed: " + e);
        }
    }
}
