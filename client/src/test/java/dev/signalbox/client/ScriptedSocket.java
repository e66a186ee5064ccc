package dev.signalbox.client;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// The server's end of a WebSocket (RFC 6455), as much of it as tests need.
final class ScriptedSocket {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int FINAL = 0x80;

    final ScriptedServer.Request request;
    private final Socket connection;
    private final InputStream in;
    private final OutputStream out;

    private ScriptedSocket(ScriptedServer.Request request, Socket connection, InputStream in)
            throws IOException {
        this.request = request;
        this.connection = connection;
        this.in = in;
        this.out = connection.getOutputStream();
    }

    static ScriptedSocket accept(ScriptedServer.Request request, Socket connection, InputStream in)
            throws IOException {
        var socket = new ScriptedSocket(request, connection, in);
        String head =
                "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: signalbox.v1\r\nSec-WebSocket-Accept: "
                        + accept(request.headers().get("sec-websocket-key"))
                        + "\r\n\r\n";
        socket.out.write(head.getBytes(StandardCharsets.US_ASCII));
        socket.out.flush();
        return socket;
    }

    private static String accept(String key) {
        try {
            var sha = MessageDigest.getInstance("SHA-1");
            String salted = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            return Base64.getEncoder()
                    .encodeToString(sha.digest(salted.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The next frame of the client as JSON.
    ObjectNode read() throws IOException, ProtocolException {
        while (true) {
            int first = in.read();
            int second = in.read();
            if (second < 0) {
                throw new IOException("the client went");
            }
            long length = second & 0x7f;
            if (length == 126) {
                length = ByteBuffer.wrap(in.readNBytes(2)).getShort() & 0xffff;
            } else if (length == 127) {
                length = ByteBuffer.wrap(in.readNBytes(8)).getLong();
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if ((first & 0xf) == TEXT) {
                return ProtocolJson.readObject(payload);
            }
            if ((first & 0xf) == CLOSE) {
                throw new IOException("the client said goodbye");
            }
        }
    }

    void send(String text) throws IOException {
        out.write(frame(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8)));
        out.flush();
    }

    /// One message in several frames, a ping between them.
    void sendInPieces(String text, int pieces) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < pieces; i++) {
            int from = bytes.length * i / pieces;
            int to = bytes.length * (i + 1) / pieces;
            int opcode = (i == 0 ? TEXT : 0) | (i == pieces - 1 ? FINAL : 0);
            out.write(frame(opcode, Arrays.copyOfRange(bytes, from, to)));
            out.write(frame(FINAL | PING, new byte[] {1}));
            out.flush();
        }
    }

    /// The first half of a frame, and then nothing any more.
    void sendHalfAndCut(String text) throws IOException {
        byte[] frame = frame(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
        out.write(frame, 0, frame.length / 2);
        out.flush();
        cut();
    }

    void close(int code) throws IOException {
        out.write(frame(FINAL | CLOSE, ByteBuffer.allocate(2).putShort((short) code).array()));
        out.flush();
    }

    /// Ends the connection without a goodbye.
    void cut() throws IOException {
        connection.close();
    }

    private static byte[] frame(int first, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(126);
            frame.write(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            frame.write(127);
            frame.write(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        frame.write(payload);
        return frame.toByteArray();
    }
}
