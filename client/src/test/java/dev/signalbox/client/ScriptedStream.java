package dev.signalbox.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// The server's end of a stream of server-sent events.
final class ScriptedStream {
    final ScriptedServer.Request request;
    private final Socket connection;
    private final OutputStream out;

    private ScriptedStream(ScriptedServer.Request request, Socket connection) throws IOException {
        this.request = request;
        this.connection = connection;
        this.out = connection.getOutputStream();
    }

    static ScriptedStream accept(ScriptedServer.Request request, Socket connection)
            throws IOException {
        var stream = new ScriptedStream(request, connection);
        stream.write(
                "HTTP/1.1 200 x\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
        return stream;
    }

    void event(String id, String type, String data) throws IOException {
        write("id: " + id + "\nevent: " + type + "\ndata: " + data + "\n\n");
    }

    void event(String type, String data) throws IOException {
        write("event: " + type + "\ndata: " + data + "\n\n");
    }

    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    void cut() throws IOException {
        connection.close();
    }
}
