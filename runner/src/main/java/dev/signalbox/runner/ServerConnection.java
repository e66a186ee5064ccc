package dev.signalbox.runner;

import dev.signalbox.process.ProcessTable;
import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/// One server's connection: a thread that reads commands, and one that writes replies and the lines
/// of the spool behind a cursor. A server that does not read costs a buffer and an open file.
final class ServerConnection {
    private static final int REPLIES_MAX = 64;
    private static final int CHUNK_BYTES = 128 * 1024;

    private final SocketChannel channel;
    private final RunnerSocket socket;
    private final Inbox inbox;
    private final Spool spool;
    private final Thread reader;
    private final Thread writer;
    private final Queue<RunnerReply> replies = new ArrayBlockingQueue<>(REPLIES_MAX);
    private volatile long number;
    private volatile @Nullable SpoolCursor cursor;
    private volatile boolean isDisplaced;
    private volatile boolean isDraining;
    private volatile boolean isClosed;

    ServerConnection(SocketChannel channel, RunnerSocket socket, Inbox inbox, Spool spool) {
        this.channel = channel;
        this.socket = socket;
        this.inbox = inbox;
        this.spool = spool;
        this.reader = Thread.ofPlatform().daemon().name("socket-reader").unstarted(this::read);
        this.writer = Thread.ofPlatform().daemon().name("socket-writer").unstarted(this::write);
    }

    void start() {
        reader.start();
        writer.start();
    }

    // ---- what the server says

    private void read() {
        try {
            var lines =
                    new LineReader(Channels.newInputStream(channel), ProtocolLimits.LINE_BYTES_MAX);
            for (var line = lines.next(); line != null; line = lines.next()) {
                if (!take(line)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The server is gone, or this side closed: the same from here.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    private void leave() {
        if (number > 0 && !isDisplaced) {
            try {
                inbox.post(new Message.Detached(number));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!isDraining && !isDisplaced) {
            close();
        }
    }

    private boolean take(LineReader.Line line) throws InterruptedException {
        switch (line) {
            case LineReader.Line.TooLong(long bytes, _) ->
                    inbox.post(new Message.BadCommand("a line of " + bytes + " bytes"));
            case LineReader.Line.Whole whole -> {
                if (whole.isTerminated() && !whole.isBlank()) {
                    return understand(whole.bytes());
                }
            }
        }
        return true;
    }

    /// @return false when nothing more is to be read
    private boolean understand(byte[] line) throws InterruptedException {
        RunnerCommand command;
        try {
            if (number == 0) {
                var attach = Handshake.attach(line);
                return attach != null && attach(attach);
            }
            command = ProtocolJson.read(line, RunnerCommand.class);
        } catch (ProtocolException e) {
            return inbox.post(new Message.BadCommand(String.valueOf(e.getMessage())));
        }
        switch (command) {
            case RunnerCommand.Ping(String id) -> pong(id);
            case RunnerCommand.Attach _ ->
                    inbox.post(new Message.BadCommand("a second attach on one connection"));
            default -> {
                return inbox.post(new Message.Command(number, command));
            }
        }
        return true;
    }

    private boolean attach(RunnerCommand.Attach attach) throws InterruptedException {
        return switch (socket.attach(this, attach.term())) {
            case RunnerSocket.Attach.Refused(long term) -> {
                reply(new RunnerReply.Refused(term));
                isDraining = true; // the reply, then the end
                wake();
                yield false;
            }
            case RunnerSocket.Attach.Taken(long taken, var displaced) ->
                    taken(attach.after(), taken, displaced);
        };
    }

    private boolean taken(long after, long taken, @Nullable ServerConnection displaced)
            throws InterruptedException {
        number = taken;
        if (displaced != null) {
            RunnerSocket.displace(displaced);
        }
        inbox.post(new Message.Attached());
        if (after >= socket.snapshot().nextOffset()) {
            return inbox.post(new Message.SkipTo(this, after));
        }
        begin(after);
        return true;
    }

    private void pong(String id) {
        var now = socket.snapshot();
        var agentPid = now.agentPid();
        List<Long> agents = agentPid == null ? List.of() : ProcessTable.withChildren(agentPid);
        long own = ProcessTable.residentBytes(List.of(ProcessHandle.current().pid()));
        reply(
                new RunnerReply.Pong(
                        id,
                        now.isAgentAlive(),
                        own + ProcessTable.residentBytes(agents),
                        (agentPid != null && ProcessTable.isFrozen(agentPid)) ? true : null,
                        now.spoolTrouble(),
                        own,
                        socket.spoolBytes()));
    }

    private void reply(RunnerReply reply) {
        if (replies.offer(reply)) { // a server that does not read gets no more pongs
            wake();
        }
    }

    // ---- what the server is told

    /// Says hello; the events after an offset follow. Reader or agent loop, once.
    void begin(long after) {
        var now = socket.snapshot();
        reply(
                new RunnerReply.Hello(
                        RunnerReply.PROTOCOL,
                        RunnerVersion.VERSION,
                        socket.agent(),
                        now.agentVersion(),
                        ProcessHandle.current().pid(),
                        now.agentPid(),
                        spool.writtenOffset() + 1,
                        now.activeQueryId(),
                        now.pendingPermissions()));
        cursor = spool.cursor(after);
        wake();
    }

    /// There is something to write, perhaps.
    void wake() {
        LockSupport.unpark(writer);
    }

    /// Another connection took the place of this one.
    void displace() {
        isDisplaced = true;
        wake();
    }

    /// Everything that is in the spool is to be written, then this connection ends.
    void drainAndClose() {
        isDraining = true;
        wake();
    }

    /// Nobody may sit here without having attached.
    void closeUnlessAttached() {
        if (number == 0) {
            close();
        }
    }

    /// Closes the connection if it does not close itself in time.
    void closeAfter(Duration limit) {
        try {
            var _ = writer.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    private void close() {
        isClosed = true;
        wake();
        try {
            channel.close();
        } catch (IOException e) {
            RunnerLog.warn("closing a connection: " + e);
        }
    }

    private void write() {
        var buffer = ByteBuffer.allocate(CHUNK_BYTES);
        boolean isInLine = false; // replies stand between lines
        try {
            while (!isClosed) {
                boolean isLast = isDraining;
                if (!isInLine) {
                    writeReplies();
                    if (isDisplaced) {
                        send(ByteBuffer.wrap(line(new RunnerReply.Displaced())));
                        break;
                    }
                }
                buffer.clear();
                var at = cursor;
                if (at != null && at.read(buffer) > 0) {
                    isInLine = buffer.get(buffer.position() - 1) != '\n';
                    send(buffer.flip());
                } else if (isLast) {
                    break;
                } else if (replies.isEmpty() && !isDisplaced && !isDraining) {
                    LockSupport.park(this);
                }
            }
        } catch (IOException e) {
            // The server is gone. Its next connection begins where it says.
        } finally {
            close();
            closeCursor();
        }
    }

    private void writeReplies() throws IOException {
        for (var reply = replies.poll(); reply != null; reply = replies.poll()) {
            send(ByteBuffer.wrap(line(reply)));
        }
    }

    private static byte[] line(RunnerReply reply) {
        if (reply instanceof RunnerReply.Hello hello) {
            return Handshake.hello(hello);
        }
        byte[] json = ProtocolJson.writeBytes(reply);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            var _ = channel.write(bytes);
        }
    }

    private void closeCursor() {
        var at = cursor;
        if (at != null) {
            try {
                at.close();
            } catch (IOException e) {
                RunnerLog.warn("closing a cursor: " + e);
            }
        }
    }
}
