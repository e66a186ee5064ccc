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

/// Writes text frames to a WebSocket, never more than one write at a time: what the socket has not
/// taken stays in the cursors, not in the HTTP server's queue. Bytes go out as they are, without
/// becoming a string.
final class WebSocketOutlet implements Outlet {
    /// How long a client has to answer a goodbye.
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private static final int FRAGMENT_BYTES = 64 * 1024;

    private final CoreSession socket;
    private final CountDownLatch closed;
    private final Duration slowClientTimeout;
    private List<byte[]> lines = new ArrayList<>();
    private int waiting;
    private volatile boolean isBatching;

    /// @param closed counted down when the socket is closed
    WebSocketOutlet(CoreSession socket, CountDownLatch closed, Duration slowClientTimeout) {
        this.socket = socket;
        this.closed = closed;
        this.slowClientTimeout = slowClientTimeout;
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
        int bytes = waiting;
        waiting = 0;
        if (taken.size() > 1 && isBatching) {
            write(joined(taken, bytes), true);
        } else {
            int last = taken.size() - 1;
            for (int i = 0; i <= last; i++) {
                write(taken.get(i), i == last);
            }
        }
        return true;
    }

    @Override
    public void finish(int code, String reason) throws InterruptedException {
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
        try {
            sent.get(slowClientTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SlowClientException(slowClientTimeout);
        } catch (ExecutionException e) {
            throw new IOException("the socket is gone", e.getCause());
        }
    }

    private static byte[] joined(List<byte[]> lines, int bytes) {
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
