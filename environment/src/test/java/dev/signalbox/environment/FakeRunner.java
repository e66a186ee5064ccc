package dev.signalbox.environment;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The runner's end of a socket, played by a test.
final class FakeRunner implements AutoCloseable {
    static final String HELLO =
            "{\"type\":\"hello\",\"protocol\":1,\"runnerVersion\":\"1\",\"agent\":\"demo\",\"pid\":1,\"nextOffset\":1}\n";

    final Path path;
    private final ServerSocketChannel server;
    private SocketChannel channel;
    private BufferedReader in;

    FakeRunner(Path dir) throws IOException {
        path = dir.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
    }

    void accept() throws IOException {
        channel = server.accept();
        in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    String readLine() throws IOException {
        return in.readLine();
    }

    void say(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void hangUp() throws IOException {
        channel.close();
    }

    static String line(long offset, String event) {
        return "{\"offset\":%d,\"at\":\"2026-01-01T00:00:00.000Z\",\"event\":%s}\n"
                .formatted(offset, event);
    }

    static String log(long offset) {
        return line(offset, "{\"type\":\"log\",\"message\":\"m" + offset + "\"}");
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (channel != null) {
            channel.close();
        }
    }
}
