package dev.signalbox.client;

import dev.signalbox.protocol.ClientFrame;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/// A WebSocket (RFC 6455) that one session was joined on, read by the subscription's own thread:
/// what is not read waits in the network, so the server feels a slow reader and nothing piles up.
///
/// Not the JDK's own: up to JDK 25 it can overlook the end of a connection that comes while its
/// listener is at work, and a subscription must notice a server that dies.
final class WebSocketConnection implements Connection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 64 * 1024;

    /// A message is one event, or a batch that the server cuts long before this.
    private static final int MESSAGE_BYTES_MAX = 2 * ProtocolLimits.LINE_BYTES_MAX;

    private static final int NORMAL = 1000;
    private static final int NO_CODE = 1005;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final String sessionId;
    private final SubscribeOptions options;
    private final Socket socket;
    private final InputStream in;
    private final ReentrantLock writing = new ReentrantLock(); // Goodbyes come from other threads.
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private int joins;

    private WebSocketConnection(
            String sessionId, SubscribeOptions options, Socket socket, InputStream in) {
        this.sessionId = sessionId;
        this.options = options;
        this.socket = socket;
        this.in = in;
    }

    /// Opens one.
    ///
    /// @throws SignalboxException if nobody answers, or the answer is no
    static WebSocketConnection open(Rest rest, String sessionId, SubscribeOptions options) {
        try {
            var socket =
                    WebSocketHandshake.connect(
                            rest.socket(), rest.http().sslContext(), CONNECT_TIMEOUT);
            boolean isOpen = false;
            try {
                var in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
                WebSocketHandshake.upgrade(socket, in, rest.socket(), rest.authorization());
                isOpen = true;
                return new WebSocketConnection(sessionId, options, socket, in);
            } finally {
                if (!isOpen) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw Problems.unreachable(e, rest.base(), "the WebSocket's upgrade");
        }
    }

    @Override
    public String join(EventCursor cursor) throws IOException {
        String id = "join-" + ++joins;
        var join =
                new ClientFrame.Join(
                        id,
                        sessionId,
                        cursor.isPlaced() ? cursor.seq() : null,
                        cursor.epoch() == 0 ? null : cursor.epoch(),
                        options.isBatched() ? Boolean.TRUE : null,
                        options.filter().equals(EventFilter.ALL) ? null : options.filter());
        write(TEXT, ProtocolJson.writeBytes(join));
        return id;
    }

    @Override
    public @Nullable Inbound next(Duration timeout) {
        try {
            socket.setSoTimeout((int) timeout.toMillis());
            Inbound next = null;
            while (next == null) {
                next = readFrame();
            }
            return next;
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            return new Inbound.Broken(e);
        }
    }

    /// Reads one frame.
    ///
    /// @return what it brings, or null for one that brings nothing yet
    private @Nullable Inbound readFrame() throws IOException {
        int first = readByte();
        int second = readByte();
        boolean isLast = (first & 0x80) != 0;
        int length = length(second & 0x7f);
        if ((second & 0x80) != 0 || (first & 0x70) != 0) {
            throw new IOException("a frame that no server sends");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new IOException("the connection ended within a frame");
        }
        return switch (first & 0xf) {
            case TEXT, CONTINUATION -> text(payload, isLast);
            case CLOSE -> closed(payload);
            case PING -> {
                write(PONG, payload);
                yield null;
            }
            case PONG -> null;
            default -> throw new IOException("a frame of a kind that is not text");
        };
    }

    private int readByte() throws IOException {
        int read = in.read();
        if (read < 0) {
            throw new IOException("the connection ended without a goodbye");
        }
        return read;
    }

    private int length(int coded) throws IOException {
        int bytes = coded == 126 ? 2 : coded == 127 ? 8 : 0;
        long length = bytes == 0 ? coded : 0;
        for (int i = 0; i < bytes; i++) {
            length = (length << 8) | readByte();
        }
        if (length < 0 || length + partial.size() > MESSAGE_BYTES_MAX) {
            throw new IOException("a message over every bound");
        }
        return (int) length;
    }

    private @Nullable Inbound text(byte[] payload, boolean isLast) {
        if (isLast && partial.size() == 0) {
            return new Inbound.Text(new String(payload, StandardCharsets.UTF_8), 0);
        }
        partial.writeBytes(payload);
        if (!isLast) {
            return null;
        }
        String whole = partial.toString(StandardCharsets.UTF_8);
        partial.reset();
        return new Inbound.Text(whole, 0);
    }

    private static Inbound closed(byte[] payload) {
        return payload.length < 2
                ? new Inbound.Closed(NO_CODE, "")
                : new Inbound.Closed(
                        ByteBuffer.wrap(payload).getShort() & 0xffff,
                        new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    private void write(int opcode, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        writing.lock();
        try {
            socket.getOutputStream().write(frame.array(), 0, frame.position());
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void goodbye() {
        try {
            write(CLOSE, ByteBuffer.allocate(2).putShort((short) NORMAL).array());
        } catch (IOException e) {
            return; // It is gone already, which is what a goodbye is for.
        }
    }

    @Override
    public void close() {
        try {
            if (!socket.isClosed() && !Thread.currentThread().isInterrupted()) {
                goodbye();
            }
            socket.close();
        } catch (IOException e) {
            return; // Given up either way: what it brought has been read.
        }
    }
}
