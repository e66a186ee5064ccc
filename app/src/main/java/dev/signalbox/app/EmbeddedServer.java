package dev.signalbox.app;

import dev.signalbox.app.config.Configuration;
import dev.signalbox.app.config.Login;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server inside a command: on a free port of loopback, in a temporary folder, for as long as the
/// command takes. It leaves nothing behind, neither processes nor files.
final class EmbeddedServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EmbeddedServer.class.getName());
    private static final int INTERRUPTED = 130;

    private static final Duration START_MAX = Duration.ofSeconds(30);

    private final Path folder;
    private final Thread onSignal;
    private final CountDownLatch hasBegun = new CountDownLatch(1);
    private volatile @Nullable Wiring wiring;
    private volatile @Nullable SignalboxClient client;

    private EmbeddedServer(Path folder) {
        this.folder = folder;
        this.onSignal = Signalbox.onSignal(this::signalled, INTERRUPTED);
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
        var server = new EmbeddedServer(folder);
        try {
            server.begin(workspace);
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private void begin(@Nullable Path workspace) {
        try {
            var settings = configuration(folder, workspace).settings();
            // On one's own machine an agent may be who one is, as with the agent's own command.
            var agents =
                    new AgentRegistry(
                            settings, DataDirectory.of(null).agents(), Login.HOST, System.getenv());
            var started = Wiring.start(new DataDirectory(folder), settings, agents);
            wiring = started;
            client = new SignalboxClient(URI.create(started.url()), started.token());
        } finally {
            hasBegun.countDown();
        }
    }

    /// What the user's own configuration says, but for where this server is and what it keeps.
    private static Configuration configuration(Path folder, @Nullable Path workspace) {
        var own = Configuration.file(DataDirectory.of(null).path());
        var roots = workspace == null ? "" : workspace.toString();
        return ConfigurationOptions.read(
                new DataDirectory(folder),
                Files.exists(own) ? own : null,
                Map.of(
                        flag("server.host"), "127.0.0.1",
                        flag("server.port"), "0",
                        flag("server.tls.certificate"), "none",
                        flag("server.tls.key"), "none",
                        flag("journal.url"), "sqlite:",
                        // A command that is killed comes back for nobody.
                        flag("sessions.runnerOrphanTimeout"), "30s",
                        flag("sessions.workspaceRoots"), roots));
    }

    private static Configuration.Flag flag(String key) {
        return new Configuration.Flag("embedded", key);
    }

    SignalboxClient client() {
        return Objects.requireNonNull(client, "the server has not begun");
    }

    @Override
    public void close() {
        if (Signalbox.offSignal(onSignal)) {
            end();
        }
    }

    /// On the signal's thread. A start that is under way comes to its end first: what it makes is
    /// to be removed too.
    private void signalled() {
        try {
            if (!hasBegun.await(START_MAX.toSeconds(), TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "the start takes too long to wait for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    /// Called once: by the signal's thread, or by whoever took the hook away.
    private void end() {
        var calls = client;
        if (calls != null) {
            calls.close();
        }
        var server = wiring;
        if (server != null) {
            server.deleteSessions();
            server.close();
        }
        remove(folder);
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("signalbox: " + folder + " could not be removed: " + e);
        }
    }
}
