package dev.signalbox.environment;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.RunnerCommand;

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
    private final RunnerWords words;
    private final Thread reader;
    private final Thread writer;

    /// Whether the reader is in the listener's `event`: nowhere else may it be interrupted, for
    /// `closed` must find it whole.
    private final AtomicBoolean inEvent = new AtomicBoolean();

    private SocketRunnerConnection(
            String sessionId,
            SocketChannel channel,
            RunnerListener listener,
            RunnerCommand.Attach attach,
            Duration helloTimeout) {
        this.sessionId = sessionId;
        this.channel = channel;
        this.listener = listener;
        this.words = new RunnerWords(sessionId, listener, attach.after(), this::deliver);
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
        var connection =
                new SocketRunnerConnection(sessionId, channel, listener, attach, helloTimeout);
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
                var command =
                        commands.poll(words.saidHello() ? 60_000 : 100, TimeUnit.MILLISECONDS);
                if (command != null) {
                    send(ProtocolJson.writeBytes(latest(command)));
                } else if (!words.saidHello()
                        && System.nanoTime() - begunNanos > helloTimeout.toNanos()) {
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
                words.report(false);
                if (line == null) {
                    break;
                }
                var end = words.take(line);
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
        words.report(true);
        var reason = closed.get();
        listener.closed(reason == null ? why : reason);
    }

    /// Lets the listener take its time; closing this connection ends it.
    private void deliver(RunnerWords.Delivery delivery) throws InterruptedException {
        inEvent.set(true);
        try {
            if (closed.get() == null) {
                delivery.run();
            }
        } finally {
            synchronized (inEvent) {
                inEvent.set(false);
                var _ = Thread.interrupted();
            }
        }
    }
}
