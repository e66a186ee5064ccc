package dev.signalbox.runner;

import dev.signalbox.protocol.ProtocolLimits;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/// The socket that servers connect to. One connection at a time is attached; a later one takes its
/// place, unless its owner is an earlier one. Thread-safe.
final class RunnerSocket {
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration DISPLACED_WORDS = Duration.ofSeconds(1);

    private final SessionFiles files;
    private final Path path;
    private final ServerSocketChannel server;
    private final Inbox inbox;
    private final Spool spool;
    private final String agent;
    private long term;
    private long attaches;
    private @Nullable ServerConnection current;
    private volatile Snapshot snapshot;

    private RunnerSocket(
            SessionFiles files,
            Path path,
            ServerSocketChannel server,
            Inbox inbox,
            Spool spool,
            String agent,
            long term) {
        this.files = files;
        this.path = path;
        this.server = server;
        this.inbox = inbox;
        this.spool = spool;
        this.agent = agent;
        this.term = term;
        this.snapshot = new Snapshot(spool.nextOffset(), null, List.of(), null, null, false, null);
    }

    /// Binds the socket. Nobody is told of it before [#open].
    static RunnerSocket bind(SessionFiles files, Inbox inbox, Spool spool, String agent)
            throws IOException {
        removeOld(files);
        var path = files.socket();
        if (path.toString().getBytes(StandardCharsets.UTF_8).length
                > ProtocolLimits.SOCKET_PATH_BYTES_MAX) {
            path =
                    Files.createTempDirectory("sbx", SessionFiles.PRIVATE_DIRECTORY)
                            .resolve("runner.sock");
        }
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new RunnerSocket(
                    files, path, server, inbox, spool, agent, readTerm(files.term()));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static void removeOld(SessionFiles files) throws IOException {
        if (Files.exists(files.socketFile())) {
            remove(files, Path.of(Files.readString(files.socketFile()).strip()));
        }
        Files.deleteIfExists(files.socketFile());
        Files.deleteIfExists(files.socket());
    }

    private static void remove(SessionFiles files, Path socket) throws IOException {
        Files.deleteIfExists(socket);
        var folder = socket.getParent();
        if (folder != null && !folder.equals(files.run())) {
            Files.deleteIfExists(folder); // a short path's private folder
        }
    }

    private static long readTerm(Path file) throws IOException {
        var text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    /// Takes connections from now on, and says where. The file with the path is written last.
    void open() throws IOException {
        Thread.ofPlatform().daemon().name("socket-accept").start(this::accept);
        SessionFiles.replace(files.pidFile(), Long.toString(ProcessHandle.current().pid()) + "\n");
        SessionFiles.replace(files.socketFile(), path + "\n");
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                var connection = new ServerConnection(channel, this, inbox, spool);
                connection.start();
                if (!inbox.post(new Message.Connected(connection))) {
                    return;
                }
            }
        } catch (ClosedChannelException e) {
            // finish() closed it
        } catch (IOException e) {
            RunnerLog.error("no more servers can connect", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The outcome of an attach.
    sealed interface Attach {
        /// @param number counts the attaches
        record Taken(long number, @Nullable ServerConnection displaced) implements Attach {}

        /// @param term the highest that was seen
        record Refused(long term) implements Attach {}
    }

    /// Makes a connection the attached one, unless its term is lower than one seen before.
    synchronized Attach attach(ServerConnection connection, long withTerm) {
        if (withTerm < term) {
            return new Attach.Refused(term);
        }
        if (withTerm > term) {
            term = withTerm;
            rememberTerm();
        }
        var displaced = current;
        current = connection;
        attaches++;
        return new Attach.Taken(attaches, displaced);
    }

    private void rememberTerm() {
        try {
            SessionFiles.replace(files.term(), term + "\n");
        } catch (IOException e) {
            RunnerLog.warn("cannot write " + files.term() + ": " + e);
        }
    }

    /// Tells a connection that another took its place, and closes it.
    static void displace(ServerConnection connection) {
        connection.displace();
        Thread.ofPlatform()
                .daemon()
                .name("socket-displaced")
                .start(() -> connection.closeAfter(DISPLACED_WORDS));
    }

    /// Whether this attach was the last.
    synchronized boolean isCurrent(long number) {
        return number == attaches;
    }

    /// How things stood when the spool was last written.
    Snapshot snapshot() {
        return snapshot;
    }

    /// What the spool holds on disk, in bytes.
    long spoolBytes() {
        return spool.diskBytes();
    }

    String agent() {
        return agent;
    }

    /// Shows what is in the spool now. Agent loop only.
    void show(Snapshot now) {
        snapshot = now;
        ServerConnection attached;
        synchronized (this) {
            attached = current;
        }
        if (attached != null) {
            attached.wake();
        }
    }

    /// Gives the attached server what is left of the spool, closes everything, and removes the
    /// files. Waits for a bounded time.
    void finish() throws IOException {
        server.close();
        ServerConnection attached;
        synchronized (this) {
            attached = current;
        }
        if (attached != null) {
            attached.drainAndClose();
            attached.closeAfter(LAST_WORDS);
        }
        Files.deleteIfExists(files.socketFile());
        remove(files, path);
        Files.deleteIfExists(files.pidFile());
    }
}
