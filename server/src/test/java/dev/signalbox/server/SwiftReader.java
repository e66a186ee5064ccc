package dev.signalbox.server;

import java.io.IOException;

/// A well-behaved reader that costs little: it looks at the number of an event, and at
/// nothing else. Its thread ends with its socket.
final class SwiftReader implements AutoCloseable {
    private static final int RECEIVE_BYTES = 256 * 1024;
    private static final String SEQ = "\"seq\":";

    private final RawSocket socket;
    private volatile long seq;
    private volatile boolean isInOrder = true;

    private SwiftReader(RawSocket socket, long after) {
        this.socket = socket;
        this.seq = after;
    }

    /// Reads what comes behind `after`.
    static SwiftReader webSocket(int port, String sessionId, long after) {
        var socket = RawSocket.upgraded(port, RECEIVE_BYTES);
        socket.join(sessionId, after);
        var reader = new SwiftReader(socket, after);
        reader.start(() -> {
            for (; ; ) {
                socket.text().lines().forEach(reader::take);
            }
        });
        return reader;
    }

    static SwiftReader stream(int port, String sessionId, long after) {
        var socket = RawSocket.stream(port, RECEIVE_BYTES, sessionId, after);
        var reader = new SwiftReader(socket, after);
        reader.start(() -> {
            for (; ; ) {
                reader.take(socket.line());
            }
        });
        return reader;
    }

    @FunctionalInterface
    private interface Loop {
        void run() throws IOException;
    }

    private void start(Loop loop) {
        Thread.ofVirtual()
                .name("swift-reader")
                .start(() -> {
                    try {
                        loop.run();
                    } catch (IOException e) {
                        return; // It is closed, or the server is.
                    }
                });
    }

    private void take(String line) {
        int at = line.indexOf(SEQ);
        if (at < 0) {
            return;
        }
        int start = at + SEQ.length();
        int end = start;
        while (Character.isDigit(line.charAt(end))) {
            end++;
        }
        long next = Long.parseLong(line, start, end, 10);
        isInOrder &= next == seq + 1;
        seq = next;
    }

    /// The last event that came.
    long seq() {
        return seq;
    }

    /// Whether each event came once, and in order.
    boolean isInOrder() {
        return isInOrder;
    }

    @Override
    public void close() {
        socket.close();
    }
}
