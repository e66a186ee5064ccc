package dev.signalbox.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A reader of server-sent events on a plain socket, so that it can also be a bad one. Speaks HTTP
/// 1.0, in which a response comes without chunks.
final class PlainReader implements AutoCloseable {
    private static final int SMALL_BUFFER = 4_096;

    private final Socket socket;

    private PlainReader(Socket socket) {
        this.socket = socket;
    }

    /// Asks for a session's events.
    ///
    /// @param port where to connect: the server's, or that of a proxy before it
    /// @param isSmall whether the kernel is to take little for it
    static PlainReader join(
            URI server, int port, String token, String session, long after, boolean isSmall)
            throws IOException {
        var socket = new Socket();
        if (isSmall) {
            socket.setReceiveBufferSize(SMALL_BUFFER);
        }
        socket.connect(new InetSocketAddress(server.getHost(), port));
        String head =
                "GET /api/v1/sessions/"
                        + session
                        + "/events/stream?after="
                        + after
                        + " HTTP/1.0\r\nHost: "
                        + server.getAuthority()
                        + "\r\nAuthorization: Bearer "
                        + token
                        + "\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return new PlainReader(socket);
    }

    /// Reads until the connection ends.
    void follow(ReaderLog log) throws IOException {
        var in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                log.line(line.toString());
                line.setLength(0);
            } else {
                line.append((char) next);
            }
        }
    }

    /// Reads up to the first event that is a part of the session.
    ///
    /// @throws IOException if the connection ends first
    void firstEvent() throws IOException {
        var in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            if (line.indexOf("data:") == 0 && line.indexOf("\"seq\":") > 0) {
                return;
            }
            line.setLength(0);
        }
        throw new IOException("the stream ended before an event came");
    }

    /// Takes one byte, if there is one.
    ///
    /// @return whether the connection lives
    boolean sip() {
        try {
            InputStream in = socket.getInputStream();
            return in.available() == 0 || in.read() >= 0;
        } catch (IOException e) {
            return false; // The server has given it up, as it should.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
