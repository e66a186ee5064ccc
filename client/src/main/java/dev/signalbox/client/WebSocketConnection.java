package dev.signalbox.client;

import dev.signalbox.protocol.ClientFrame;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A WebSocket that one session was joined on.
///
/// The next message is asked of the socket when the one before was taken, so a slow reader is felt
/// by the server and nothing piles up here: of all kinds together at most three things wait.
final class WebSocketConnection implements Connection, WebSocket.Listener {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(1);

    /// A message is one event, or a batch that the server cuts long before this.
    private static final int MESSAGE_CHARS_MAX = 2 * ProtocolLimits.LINE_BYTES_MAX;

    private final Rest rest;
    private final String sessionId;
    private final SubscribeOptions options;
    private final BlockingQueue<Inbound> inbound = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder(); // Owned by the socket's callbacks.
    private final WebSocket socket;
    private boolean isAsked;
    private int joins;

    private WebSocketConnection(Rest rest, String sessionId, SubscribeOptions options)
            throws InterruptedException {
        this.rest = rest;
        this.sessionId = sessionId;
        this.options = options;
        this.socket = connect();
    }

    /// Opens one.
    ///
    /// @throws SignalboxException if nobody answers, or the answer is no
    static WebSocketConnection open(Rest rest, String sessionId, SubscribeOptions options)
            throws InterruptedException {
        return new WebSocketConnection(rest, sessionId, options);
    }

    private WebSocket connect() throws InterruptedException {
        var opening =
                rest.http()
                        .newWebSocketBuilder()
                        .header("Authorization", rest.authorization())
                        .subprotocols("signalbox.v1")
                        .connectTimeout(CONNECT_TIMEOUT)
                        .buildAsync(rest.socket(), this);
        try {
            return opening.get(CONNECT_TIMEOUT.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw Problems.of(
                        refused.getResponse().statusCode(), new byte[0], "the WebSocket's upgrade");
            }
            throw unreachable(e.getCause() instanceof IOException io ? io : new IOException(e));
        } catch (TimeoutException e) {
            opening.cancel(true);
            throw unreachable(new IOException(e));
        }
    }

    private SignalboxException unreachable(IOException why) {
        return Problems.unreachable(why, rest.base(), "the WebSocket's upgrade");
    }

    @Override
    public String join(EventCursor cursor) throws InterruptedException {
        String id = "join-" + ++joins;
        send(
                new ClientFrame.Join(
                        id,
                        sessionId,
                        cursor.isPlaced() ? cursor.seq() : null,
                        cursor.epoch() == 0 ? null : cursor.epoch(),
                        options.isBatched() ? Boolean.TRUE : null,
                        options.filter().equals(EventFilter.ALL) ? null : options.filter()));
        return id;
    }

    private void send(ClientFrame frame) throws InterruptedException {
        try {
            var _ =
                    socket.sendText(ProtocolJson.write(frame), true)
                            .get(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            inbound.add(new Inbound.Broken(e)); // The reader finds it and starts over.
        }
    }

    @Override
    public @Nullable Inbound next(Duration timeout) throws InterruptedException {
        if (!isAsked) {
            isAsked = true;
            socket.request(1);
        }
        var next = inbound.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null) {
            isAsked = false;
        }
        return next;
    }

    @Override
    public void onOpen(WebSocket opened) {
        // Nothing is asked for before the reader wants it.
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        if (partial.length() + data.length() > MESSAGE_CHARS_MAX) {
            inbound.add(new Inbound.Broken(new IOException("a message over every bound")));
            from.abort();
            return null;
        }
        if (last && partial.isEmpty()) {
            inbound.add(new Inbound.Text(data.toString()));
            return null;
        }
        partial.append(data);
        if (last) {
            inbound.add(new Inbound.Text(partial.toString()));
            partial.setLength(0);
        } else {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        inbound.add(new Inbound.Closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable why) {
        inbound.add(new Inbound.Broken(why));
    }

    /// Says goodbye, and does not wait for the answer.
    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            var _ =
                    socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                            .orTimeout(GOODBYE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                            .whenComplete((_, _) -> socket.abort());
        } else {
            socket.abort();
        }
    }
}
