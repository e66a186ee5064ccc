package dev.signalbox.server;

import dev.signalbox.runtime.EventFeed.Delivery;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// Writes text frames to a WebSocket, never more than one write at a time: what the socket has not
/// taken stays in the cursors, not in the HTTP server's queue. Bytes go out as they are, without
/// becoming a string.
final class WebSocketOutlet implements Outlet {
    /// How long a client has to answer a goodbye, or to end the frame that is the cause of one.
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private static final int FRAGMENT_BYTES = 64 * 1024;

    /// A client may keep silent for so many times as long as its socket may take nothing: its answer
    /// to a ping may lie behind all that the network holds for a slow reader.
    private static final int SILENT_TIMEOUTS = 4;

    private final CoreSession socket;
    private final CountDownLatch closed;
    private final CountDownLatch tooLargeRead;
    private final Duration slowClientTimeout;
    private final Duration silenceMax;
    private final LongSupplier heardAt;
    private List<byte[]> lines = new ArrayList<>();
    private int waiting;
    private boolean isPingDue;

    /// When the socket last took what it had let wait: somebody reads.
    private long drainedAt = System.nanoTime();

    private volatile boolean isBatching;

    /// @param closed counted down when the socket is closed
    /// @param tooLargeRead counted down when a frame over the limit has been read to its end
    /// @param heardAt when the client was last heard of, by [System#nanoTime]
    WebSocketOutlet(
            CoreSession socket,
            CountDownLatch closed,
            CountDownLatch tooLargeRead,
            Duration slowClientTimeout,
            LongSupplier heardAt) {
        this.socket = socket;
        this.closed = closed;
        this.tooLargeRead = tooLargeRead;
        this.slowClientTimeout = slowClientTimeout;
        this.silenceMax = slowClientTimeout.multipliedBy(SILENT_TIMEOUTS);
        this.heardAt = heardAt;
    }

    /// From now on a frame may hold several objects, one a line. Any thread.
    void batch() {
        isBatching = true;
    }

    @Override
    public void event(Subscription from, Delivery event) {
        frame(event.json());
    }

    @Override
    public void frame(byte[] json) {
        lines.add(json);
        waiting += json.length;
    }

    @Override
    public void heartbeat(byte[] json) throws SilentClientException {
        long now = System.nanoTime(); // Only differences of it mean something.
        long silentNanos = Math.min(now - heardAt.getAsLong(), now - drainedAt);
        if (silentNanos > silenceMax.toNanos()) {
            throw new SilentClientException(silenceMax);
        }
        frame(json);
        isPingDue = true;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public boolean flush() throws IOException, InterruptedException {
        if (lines.isEmpty()) {
            return false;
        }
        var taken = lines;
        lines = new ArrayList<>();
        waiting = 0;
        var frames = isBatching ? batches(taken) : taken;
        int last = frames.size() - 1;
        for (int i = 0; i <= last; i++) {
            write(frames.get(i), i == last && !isPingDue);
        }
        if (isPingDue) {
            isPingDue = false;
            send(new Frame(OpCode.PING));
        }
        return true;
    }

    /// What is short in as few frames as can be; what is long alone, so that it is not copied for
    /// each reader.
    private static List<byte[]> batches(List<byte[]> lines) {
        if (lines.size() == 1) {
            return lines;
        }
        var frames = new ArrayList<byte[]>();
        int start = 0;
        int bytes = 0;
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).length;
            if (i > start && (length > FRAGMENT_BYTES || bytes > FRAGMENT_BYTES)) {
                frames.add(joined(lines.subList(start, i), bytes));
                start = i;
                bytes = 0;
            }
            bytes += length;
        }
        frames.add(joined(lines.subList(start, lines.size()), bytes));
        return frames;
    }

    @Override
    public void finish(int code, String reason) throws InterruptedException {
        if (code == CloseCode.TOO_LARGE) {
            // Jetty ends the connection together with this goodbye: who still wrote would be reset,
            // and never read why.
            boolean _ = tooLargeRead.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        }
        socket.close(code, reason, Callback.NOOP);
        if (!closed.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
            socket.abort();
        }
    }

    /// One message.
    ///
    /// @param isLast flush it; else it goes out with the next one
    private void write(byte[] text, boolean isLast) throws IOException, InterruptedException {
        if (text.length <= FRAGMENT_BYTES && !isLast) {
            socket.sendFrame(
                    new Frame(OpCode.TEXT, true, ByteBuffer.wrap(text)), Callback.NOOP, true);
            return;
        }
        for (int start = 0; start < text.length; start += FRAGMENT_BYTES) {
            int length = Math.min(FRAGMENT_BYTES, text.length - start);
            send(
                    new Frame(
                            start == 0 ? OpCode.TEXT : OpCode.CONTINUATION,
                            start + length == text.length,
                            ByteBuffer.wrap(text, start, length)));
        }
    }

    private void send(Frame frame) throws IOException, InterruptedException {
        var sent = new Callback.Completable();
        socket.sendFrame(frame, sent, false);
        boolean hasToWait = !sent.isDone();
        try {
            sent.get(slowClientTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (hasToWait) {
                drainedAt = System.nanoTime();
            }
        } catch (TimeoutException e) {
            throw new SlowClientException(slowClientTimeout);
        } catch (ExecutionException e) {
            throw new IOException("the socket is gone", e.getCause());
        }
    }

    private static byte[] joined(List<byte[]> lines, int bytes) {
        if (lines.size() == 1) {
            return lines.getFirst();
        }
        byte[] text = new byte[bytes + lines.size() - 1];
        int at = 0;
        for (var line : lines) {
            if (at > 0) {
                text[at++] = '\n';
            }
            System.arraycopy(line, 0, text, at, line.length);
            at += line.length;
        }
        return text;
    }
}
