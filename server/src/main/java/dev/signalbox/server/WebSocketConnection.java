package dev.signalbox.server;

import dev.signalbox.protocol.SignalboxException;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One client's WebSocket. Requests are answered in order on the HTTP server's thread for this
/// socket; everything that is sent goes through the pump, on one virtual thread of the connection's
/// own, which ends with the socket.
final class WebSocketConnection implements FrameHandler, LiveStreams.Stream {
    private static final System.Logger LOG = System.getLogger(WebSocketConnection.class.getName());

    /// How long a client that was too slow has to take what lies before the goodbye.
    private static final long SLOW_GOODBYE_MS = Duration.ofSeconds(5).toMillis();

    private static final int AUTH_BYTES_MAX = 8 * 1024;

    private final long number;
    private final WebSocketContext context;
    private final @Nullable Credentials shown;
    private final String address;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch tooLargeRead = new CountDownLatch(1);
    private ByteArrayOutputStream message = new ByteArrayOutputStream(0);
    private boolean isRefusing;
    private volatile long heardAt = System.nanoTime();
    private @Nullable CoreSession socket;
    private @Nullable EventPump pump;
    private @Nullable WebSocketRequests requests;

    /// @param number for the names of its thread and log lines
    /// @param shown what the upgrade request showed; null = the first frame does
    /// @param address where the client is
    WebSocketConnection(
            long number, WebSocketContext context, @Nullable Credentials shown, String address) {
        this.address = address;
        this.number = number;
        this.context = context;
        this.shown = shown;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        var settings = context.settings();
        var outlet =
                new WebSocketOutlet(
                        opened, closed, tooLargeRead, settings.slowClientTimeout(), () -> heardAt);
        var writes =
                new EventPump(
                        outlet, settings.heartbeatInterval(), context.pace(), context.clock());
        socket = opened;
        pump = writes;
        requests =
                new WebSocketRequests(
                        context,
                        writes,
                        outlet::batch,
                        who -> context.streams().admit(this, who),
                        address);
        if (!context.streams().add(this)) {
            opened.close(CloseCode.RESTARTING, "restarting", callback);
            return;
        }
        if (shown != null && !isAdmitted(shown, opened, callback)) {
            return;
        }
        if (shown == null) {
            long at = System.nanoTime() + settings.authTimeout().toNanos();
            writes.setDeadline(new EventPump.Deadline(at, this::authenticationMissed));
        }
        Thread.ofVirtual().name("ws-" + number + "-writer").start(() -> write(writes, opened));
        callback.succeeded();
        opened.demand();
    }

    private boolean isAdmitted(Credentials who, CoreSession opened, Callback callback) {
        try {
            requests().admit(who);
            return true;
        } catch (SignalboxException e) {
            context.streams().remove(this);
            context.metrics().refused(e.code());
            opened.close(
                    CloseCode.TOO_MANY,
                    Problems.closeReason(String.valueOf(e.getMessage())),
                    callback);
            return false;
        }
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        heardAt = System.nanoTime();
        try {
            switch (frame.getOpCode()) {
                case OpCode.PING -> {
                    pong(frame, callback);
                    return; // The next frame is read when the pong is out.
                }
                case OpCode.CLOSE -> end();
                case OpCode.TEXT, OpCode.CONTINUATION -> text(frame);
                case OpCode.BINARY -> refuse(CloseCode.BAD_FRAME, "text frames only");
                default -> {} // A pong: nothing to do.
            }
            callback.succeeded();
            if (frame.getOpCode() != OpCode.CLOSE) {
                socket().demand();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            callback.failed(e);
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.log(Level.DEBUG, "websocket failed ws=" + number, cause);
        end();
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        LOG.log(Level.DEBUG, "websocket closed ws={0} code={1}", number, status.getCode());
        closed.countDown();
        tooLargeRead.countDown();
        end();
        callback.succeeded();
    }

    @Override
    public void finish(int code, String reason) throws InterruptedException {
        if (pump != null) {
            pump.submit(new Order.Finish(code, reason));
        }
    }

    @Override
    public @Nullable Credentials credentials() {
        return requests == null ? null : requests.credentials();
    }

    @Override
    public void abort() {
        end();
        socket().abort();
    }

    private void text(Frame frame) throws InterruptedException {
        if (isRefusing) {
            if (frame.isFin()) {
                tooLargeRead.countDown();
            }
            return;
        }
        ByteBuffer payload = frame.getPayload();
        int bytesMax = messageBytesMax();
        if (message.size() + payload.remaining() > bytesMax) {
            message = new ByteArrayOutputStream(0);
            if (frame.isFin()) {
                tooLargeRead.countDown();
            }
            refuse(CloseCode.TOO_LARGE, "over " + bytesMax + " bytes in one frame");
            return;
        }
        byte[] part = new byte[payload.remaining()];
        payload.get(part);
        if (frame.isFin() && message.size() == 0) {
            receive(part);
        } else {
            message.writeBytes(part);
            if (frame.isFin()) {
                byte[] whole = message.toByteArray();
                message = new ByteArrayOutputStream(0);
                receive(whole);
            }
        }
    }

    /// Who has not said who it is gets room for that, and no more.
    private int messageBytesMax() {
        int most = context.settings().maxBodyBytes();
        boolean isKnown = requests != null && requests.isAuthenticated();
        return isKnown ? most : Math.min(most, AUTH_BYTES_MAX);
    }

    private void receive(byte[] text) throws InterruptedException {
        isRefusing = !requests().handle(text);
    }

    /// Ends the connection; what still comes is thrown away.
    private void refuse(int code, String reason) throws InterruptedException {
        if (!isRefusing && pump != null) {
            isRefusing = true;
            pump.submit(new Order.Finish(code, reason));
        }
    }

    private @Nullable Order authenticationMissed() {
        return requests == null || requests.isAuthenticated()
                ? null
                : new Order.Finish(CloseCode.UNAUTHENTICATED, "no token in time");
    }

    private void pong(Frame ping, Callback callback) {
        byte[] payload = new byte[ping.getPayloadLength()];
        if (ping.hasPayload()) {
            ping.getPayload().duplicate().get(payload);
        }
        var next = Callback.from(() -> socket().demand(), _ -> end());
        socket().sendFrame(
                        new Frame(OpCode.PONG, true, ByteBuffer.wrap(payload)),
                        Callback.from(callback, next),
                        false);
    }

    private void write(EventPump writes, CoreSession to) {
        try {
            writes.run();
        } catch (SlowClientException e) {
            LOG.log(Level.INFO, "websocket closed ws={0} cause=slow", number);
            context.metrics().closed("slow");
            to.close(CloseCode.SLOW, "the socket took nothing for too long", Callback.NOOP);
            abortUnlessClosed(to);
        } catch (SilentClientException e) {
            LOG.log(Level.INFO, "websocket closed ws={0} cause=silent", number);
            context.metrics().closed("silent");
            to.close(CloseCode.SLOW, "no sign of life for too long", Callback.NOOP);
            abortUnlessClosed(to);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "websocket gone ws=" + number, e);
            to.abort();
        } catch (InterruptedException e) {
            to.abort();
        } catch (RuntimeException | Error e) { // A socket without a writer would be mute for ever.
            LOG.log(Level.ERROR, "websocket writer failed ws=" + number, e);
            to.close(CloseCode.INTERNAL, "internal error", Callback.NOOP);
            abortUnlessClosed(to);
        } finally {
            context.streams().remove(this);
        }
    }

    private void abortUnlessClosed(CoreSession to) {
        long most = context.settings().slowClientTimeout().toMillis();
        try {
            if (!closed.await(Math.min(most, SLOW_GOODBYE_MS), TimeUnit.MILLISECONDS)) {
                to.abort();
            }
        } catch (InterruptedException e) {
            to.abort();
        }
    }

    private void end() {
        if (pump != null) {
            pump.end();
        }
    }

    private WebSocketRequests requests() {
        if (requests == null) {
            throw new IllegalStateException("a frame before the socket was open");
        }
        return requests;
    }

    private CoreSession socket() {
        if (socket == null) {
            throw new IllegalStateException("the socket is not open");
        }
        return socket;
    }
}
