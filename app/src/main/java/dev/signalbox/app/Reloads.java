package dev.signalbox.app;

import dev.signalbox.app.config.Configuration;
import dev.signalbox.app.config.Settings;
import dev.signalbox.protocol.SignalboxException;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Reads the configuration of a running server again when it is asked to, one time after the other,
/// on a virtual thread of its own.
final class Reloads implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reloads.class.getName());

    private final Supplier<Configuration> reader;
    private final Wiring server;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("reload").factory());

    /// What is in force. On the thread only, after the making.
    private Configuration running;

    /// @param reader reads everything anew, and throws `CONFIG_INVALID`
    /// @param running what the server was started with
    Reloads(Supplier<Configuration> reader, Configuration running, Wiring server) {
        this.reader = reader;
        this.running = running;
        this.server = server;
    }

    /// Asks for a reload. Returns at once.
    void ask() {
        try {
            thread.execute(this::reload);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.INFO, "the server stops: its configuration is not read again");
        }
    }

    private void reload() {
        Configuration read;
        Configuration next;
        Settings settings;
        try {
            read = reader.get();
            next = read.inForceAfter(running);
            settings = next.settings();
        } catch (SignalboxException e) {
            LOG.log(
                    Level.ERROR,
                    "configuration not reloaded, everything stays as it was: " + e.getMessage());
            return;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "configuration not reloaded, everything stays as it was", e);
            return;
        }
        var changes = running.changes(read);
        running = next;
        ServerLog.level(settings.logLevel());
        server.reload(settings);
        LOG.log(Level.INFO, "configuration reloaded changed=" + keys(changes, true));
        if (changes.stream().anyMatch(change -> !change.isReloadable())) {
            LOG.log(
                    Level.WARNING,
                    "changed in the configuration, and in force after a restart only: "
                            + keys(changes, false));
        }
    }

    private static String keys(List<Configuration.Change> changes, boolean isReloadable) {
        return changes.stream()
                .filter(change -> change.isReloadable() == isReloadable)
                .map(Configuration.Change::key)
                .collect(Collectors.joining(","));
    }

    /// Ends after the reload that is under way.
    @Override
    public void close() {
        thread.shutdown();
    }
}
