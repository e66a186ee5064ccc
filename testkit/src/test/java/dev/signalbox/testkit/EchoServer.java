package dev.signalbox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Says again what it is told, and what became of each connection.
final class EchoServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    EchoServer() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().name("echo").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// How each connection ended, in order: `fin` or `rst`.
    BlockingQueue<String> ends() {
        return ends;
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().name("echo-connection").start(() -> echo(socket));
            }
        } catch (IOException e) {
            ends.clear(); // Closed.
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            long _ = socket.getInputStream().transferTo(socket.getOutputStream());
            ends.add("fin");
        } catch (IOException e) {
            ends.add("rst");
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
