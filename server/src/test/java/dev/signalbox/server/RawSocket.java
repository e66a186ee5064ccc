package dev.signalbox.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A connection for what a well-behaved client cannot do: any header, and a reader that stops.
final class RawSocket implements AutoCloseable {
    private static final int RECEIVE_BYTES = 4_096;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    RawSocket(int port) {
        this(port, RECEIVE_BYTES);
    }

    /// @param receiveBytes what the system takes while nobody reads
    RawSocket(int port, int receiveBytes) {
        try {
            socket.setReceiveBufferSize(receiveBytes);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(10_000);
            var bytes = socket.getInputStream();
            in =
                    new DataInputStream(
                            receiveBytes > RECEIVE_BYTES ? new BufferedInputStream(bytes) : bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An upgrade to WebSocket.
    static RawSocket upgraded(int port) {
        return upgraded(port, RECEIVE_BYTES);
    }

    static RawSocket upgraded(int port, int receiveBytes) {
        var raw = new RawSocket(port, receiveBytes);
        raw.write(
                "GET /api/v1/ws HTTP/1.1\r\nHost: 127.0.0.1:"
                        + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        + "Authorization: Bearer "
                        + TestServer.TOKEN
                        + "\r\n\r\n");
        var head = raw.head();
        if (!head.contains(" 101 ")) {
            throw new IllegalStateException(head);
        }
        return raw;
    }

    /// A stream of server-sent events; without chunks, as HTTP/1.0 has none.
    static RawSocket stream(int port, int receiveBytes, String sessionId, long after) {
        var raw = new RawSocket(port, receiveBytes);
        raw.write(
                "GET /api/v1/sessions/"
                        + sessionId
                        + "/events/stream?after="
                        + after
                        + " HTTP/1.0\r\nHost: 127.0.0.1:"
                        + port
                        + "\r\nAuthorization: Bearer "
                        + TestServer.TOKEN
                        + "\r\n\r\n");
        var head = raw.head();
        if (!head.contains(" 200 ")) {
            throw new IllegalStateException(head);
        }
        return raw;
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A short masked text frame; the mask is zero.
    void frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > 125) {
            throw new IllegalArgumentException("too long for one byte of length");
        }
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        write(frame);
    }

    void join(String sessionId, long after) {
        frame(
                "{\"type\":\"session:join\",\"sessionId\":\""
                        + sessionId
                        + "\",\"batch\":true,\"after\":"
                        + after
                        + "}");
    }

    /// Status line and headers.
    String head() {
        try {
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            return head.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Nothing more is written.
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As [#head]; what there is when the connection ends before.
    String headOrEnd() {
        var head = new StringBuilder();
        try {
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
        } catch (EOFException | SocketException e) {
            head.append("\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return head.toString();
    }

    /// Every frame to the close frame: texts, and `close CODE`.
    String textsToTheEnd() {
        var all = new StringBuilder();
        try {
            for (; ; ) {
                int opcode = in.readUnsignedByte() & 0x0f;
                byte[] payload = in.readNBytes((int) length());
                if (opcode == 8) {
                    int code =
                            payload.length < 2
                                    ? 0
                                    : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
                    return all.append("close ").append(code).toString();
                }
                all.append(new String(payload, StandardCharsets.UTF_8)).append('\n');
            }
        } catch (EOFException | SocketException e) {
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String body(int bytes) {
        try {
            return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next line of server-sent events.
    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /// The next message of text, of as many frames as it has.
    String text() throws IOException {
        var text = new ByteArrayOutputStream();
        for (; ; ) {
            int head = in.readUnsignedByte();
            int opcode = head & 0x0f;
            if (opcode == 8) {
                throw new EOFException();
            }
            byte[] payload = in.readNBytes((int) length());
            if (opcode < 8) { // Else a ping or a pong, which may come between two parts.
                text.writeBytes(payload);
                if (head >= 0x80) {
                    return text.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    private long length() throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        return switch (length) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> length;
        };
    }

    /// Reads frames to the close frame; its code, or -1 when the connection ended without one.
    int closeCode() {
        try {
            for (; ; ) {
                int opcode = in.readUnsignedByte() & 0x0f;
                long length = length();
                if (opcode == 8) {
                    return in.readUnsignedShort();
                }
                in.skipNBytes(length);
            }
        } catch (EOFException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
