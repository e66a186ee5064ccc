package dev.signalbox.environment;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.ViolationMeter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// A connection over a UNIX-domain socket: a reader and a writer, both virtual threads that end
/// with it.
final class SocketRunnerConnection implements RunnerConnection {
    private static final System.Logger LOG =
            System.getLogger(SocketRunnerConnection.class.getName());

    /// Commands that may wait for a runner that does not read.
    private static final int COMMANDS_MAX = 1024;

    /// An event may be as long as a line; its frame and the times that the runner fills in come on
    /// top.
    private static final int LINE_BYTES_MAX = ProtocolLimits.LINE_BYTES_MAX + 64 * 1024;

    private final String sessionId;
    private final SocketChannel channel;
    private final RunnerListener listener;
    private final long begunNanos = System.nanoTime();
    private final Duration helloTimeout;
    private final BlockingQueue<RunnerCommand> commands = new ArrayBlockingQueue<>(COMMANDS_MAX);
    private final AtomicLong ackOffset = new AtomicLong();
    private final AtomicBoolean ackWaits = new AtomicBoolean();
    private final AtomicReference<@Nullable CloseReason> closed = new AtomicReference<>();
    private final ViolationMeter violations = new ViolationMeter();
    private final Thread reader;
    private final Thread writer;
    private volatile boolean saidHello;

    /// Whether the reader is in the listener's `event`: nowhere else may it be interrupted, for
    /// `closed` must find it whole.
    private final AtomicBoolean inEvent = new AtomicBoolean();

    private SocketRunnerConnection(
            String sessionId,
            SocketChannel channel,
            RunnerListener listener,
            Duration helloTimeout) {
        this.sessionId = sessionId;
        this.channel = channel;
        this.listener = listener;
        this.helloTimeout = helloTimeout;
        this.reader =
                Thread.ofVirtual().name("runner-" + sessionId + "-reader").unstarted(this::read);
        this.writer =
                Thread.ofVirtual().name("runner-" + sessionId + "-writer").unstarted(this::write);
    }

    /// Connects and attaches. The listener hears from the new reader thread.
    static RunnerConnection open(
            String sessionId,
            Path socket,
            RunnerCommand.Attach attach,
            RunnerListener listener,
            Duration helloTimeout)
            throws EnvironmentException {
        SocketChannel channel = connect(sessionId, socket);
        var connection = new SocketRunnerConnection(sessionId, channel, listener, helloTimeout);
        connection.commands.add(attach);
        connection.writer.start();
        connection.reader.start();
        return connection;
    }

    private static SocketChannel connect(String sessionId, Path socket)
            throws EnvironmentException {
        try {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    ErrorCode.ENVIRONMENT_LOST,
                    "Could not connect to the runner of session "
                            + sessionId
                            + " at "
                            + socket
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void send(RunnerCommand command) throws EnvironmentException {
        if (closed.get() != null) {
            throw new EnvironmentException(
                    ErrorCode.ENVIRONMENT_LOST,
                    "The connection to the runner of session " + sessionId + " is closed.");
        }
        if (command instanceof RunnerCommand.Ack(Long offset)) {
            ackOffset.accumulateAndGet(offset, Math::max);
            if (!ackWaits.compareAndSet(false, true)) {
                return;
            }
        }
        if (!commands.offer(command)) {
            throw new EnvironmentException(
                    ErrorCode.RUNNER_UNRESPONSIVE,
                    "The runner of session "
                            + sessionId
                            + " takes no commands; "
                            + COMMANDS_MAX
                            + " wait for it.");
        }
    }

    @Override
    public void close() {
        finish(new CloseReason.Closed());
    }

    /// Ends the connection for the first reason that is given.
    private void finish(CloseReason why) {
        if (!closed.compareAndSet(null, why)) {
            return;
        }
        closeChannel();
        if (Thread.currentThread() != writer) {
            writer.interrupt();
        }
        synchronized (inEvent) {
            if (inEvent.get() && Thread.currentThread() != reader) {
                reader.interrupt();
            }
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "closing a runner's socket session_id=" + sessionId,
                    e);
        }
    }

    private void write() {
        try {
            while (closed.get() == null) {
                var command = commands.poll(saidHello ? 60_000 : 100, TimeUnit.MILLISECONDS);
                if (command != null) {
                    send(ProtocolJson.writeBytes(latest(command)));
                } else if (!saidHello && System.nanoTime() - begunNanos > helloTimeout.toNanos()) {
                    finish(
                            new CloseReason.Failed(
                                    "the runner said no hello within "
                                            + helloTimeout.toMillis()
                                            + " ms"));
                }
            }
        } catch (IOException e) {
            // The reader finds out why, after it has read what the runner said before it went.
            LOG.log(System.Logger.Level.DEBUG, "writing to a runner session_id=" + sessionId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // finish() ended this thread
        }
    }

    private RunnerCommand latest(RunnerCommand command) {
        if (command instanceof RunnerCommand.Ack) {
            ackWaits.set(false);
            return new RunnerCommand.Ack(ackOffset.get());
        }
        return command;
    }

    private void send(byte[] json) throws IOException {
        var line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
        while (line.hasRemaining()) {
            var _ = channel.write(line);
        }
    }

    private void read() {
        CloseReason why = new CloseReason.Eof();
        try {
            var lines = new LineReader(Channels.newInputStream(channel), LINE_BYTES_MAX);
            while (true) {
                var line = lines.next();
                violations.due(System.nanoTime()).forEach(listener::violation);
                if (line == null) {
                    break;
                }
                var end = take(line);
                if (end != null) {
                    why = end;
                    break;
                }
            }
        } catch (IOException e) {
            why = new CloseReason.Failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            why = new CloseReason.Failed("interrupted");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a listener failed session_id=" + sessionId, e);
            why = new CloseReason.Failed("the listener failed: " + e);
        }
        finish(why);
        violations.rest(System.nanoTime()).forEach(listener::violation);
        var reason = closed.get();
        listener.closed(reason == null ? why : reason);
    }

    /// @return why the stream is over, or null while it goes on
    private @Nullable CloseReason take(LineReader.Line line) throws InterruptedException {
        switch (line) {
            case LineReader.Line.TooLong(long bytes, byte[] head) ->
                    violated(
                            ProtocolException.tooLong(bytes, ProtocolLimits.LINE_BYTES_MAX),
                            bytes,
                            head);
            case LineReader.Line.Whole whole -> {
                if (!whole.isTerminated() || whole.isBlank()) {
                    return null; // a line that the end cut off will come again after the next
                    // attach
                }
                try {
                    return understand(whole.bytes());
                } catch (ProtocolException e) {
                    violated(e, whole.bytes().length, whole.bytes());
                }
            }
        }
        return null;
    }

    private @Nullable CloseReason understand(byte[] line)
            throws ProtocolException, InterruptedException {
        var frame = SpoolLine.frame(line);
        if (frame.offset() > 0) {
            deliver(SpoolLine.read(line, frame));
            return null;
        }
        switch (ProtocolJson.read(line, RunnerReply.class)) {
            case RunnerReply.Hello hello -> {
                if (hello.protocol() != RunnerReply.PROTOCOL) {
                    return new CloseReason.Failed(
                            "the runner speaks protocol "
                                    + hello.protocol()
                                    + ", not "
                                    + RunnerReply.PROTOCOL);
                }
                saidHello = true;
                listener.hello(hello);
            }
            case RunnerReply.Pong pong -> listener.pong(pong);
            case RunnerReply.Refused(Long term) -> {
                return new CloseReason.Refused(term);
            }
            case RunnerReply.Displaced _ -> {
                return new CloseReason.Displaced();
            }
            case RunnerReply.Unknown unknown ->
                    LOG.log(
                            System.Logger.Level.INFO,
                            "a runner said something unknown session_id="
                                    + sessionId
                                    + " type="
                                    + unknown.type());
        }
        return null;
    }

    private void deliver(SpoolLine line) throws InterruptedException {
        inEvent.set(true);
        try {
            if (closed.get() == null) {
                listener.event(line);
            }
        } finally {
            synchronized (inEvent) {
                inEvent.set(false);
                var _ = Thread.interrupted();
            }
        }
    }

    private void violated(ProtocolException e, long bytes, byte[] head) {
        var report =
                violations.add(
                        e.kind(), String.valueOf(e.getMessage()), bytes, head, System.nanoTime());
        if (report != null) {
            listener.violation(report);
        }
    }
}
