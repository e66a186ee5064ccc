package dev.signalbox.environment;

import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.ViolationMeter;

import org.jspecify.annotations.Nullable;

/// What the lines of one connection to a runner mean, one after another. What breaks the contract is
/// left out and reported; nothing that a runner may say makes this fail. Reader thread only, but for
/// [#saidHello].
final class RunnerWords {
    private static final System.Logger LOG = System.getLogger(RunnerWords.class.getName());

    private final String sessionId;
    private final RunnerListener listener;
    private final Deliverer deliverer;
    private final ViolationMeter violations = new ViolationMeter();
    private long lastOffset;

    /// Lines since the last offset of which not even the offset could be read.
    private long unread;

    private volatile boolean saidHello;

    /// Something that the listener may take its time with.
    @FunctionalInterface
    interface Delivery {
        void run() throws InterruptedException;
    }

    /// Runs a delivery so that it can be interrupted.
    @FunctionalInterface
    interface Deliverer {
        void deliver(Delivery delivery) throws InterruptedException;
    }

    /// @param after the last offset that the server has
    RunnerWords(String sessionId, RunnerListener listener, long after, Deliverer deliverer) {
        this.sessionId = sessionId;
        this.listener = listener;
        this.lastOffset = after;
        this.deliverer = deliverer;
    }

    boolean saidHello() {
        return saidHello;
    }

    /// Makes the reports that are due, or all that are left.
    void report(boolean isLast) {
        long now = System.nanoTime();
        var reports = isLast ? violations.rest(now) : violations.due(now);
        reports.forEach(listener::violation);
    }

    /// @return why the stream is over, or null while it goes on
    @Nullable CloseReason take(LineReader.Line line) throws InterruptedException {
        switch (line) {
            case LineReader.Line.TooLong(long bytes, byte[] head) -> {
                unread++;
                violated(
                        ProtocolException.tooLong(bytes, ProtocolLimits.LINE_BYTES_MAX),
                        bytes,
                        head);
            }
            case LineReader.Line.Whole whole -> {
                if (!whole.isTerminated() || whole.isBlank()) {
                    return null; // What the end cut off will come again after the next attach.
                }
                return understand(whole.bytes());
            }
        }
        return null;
    }

    private @Nullable CloseReason understand(byte[] line) throws InterruptedException {
        SpoolLine.Frame frame;
        try {
            frame = SpoolLine.frame(line);
        } catch (ProtocolException e) {
            unread++;
            violated(e, line.length, line);
            return null;
        }
        try {
            if (frame.offset() == 0) {
                return reply(ProtocolJson.read(line, RunnerReply.class));
            }
            if (!saidHello) {
                return new CloseReason.Failed("the runner said events before its hello");
            }
            event(line, frame);
        } catch (ProtocolException e) {
            violated(e, line.length, line);
        }
        return null;
    }

    private @Nullable CloseReason reply(RunnerReply reply) throws ProtocolException {
        switch (reply) {
            case RunnerReply.Hello hello -> {
                return greet(hello);
            }
            case RunnerReply.Pong pong -> {
                if (!saidHello) {
                    throw ProtocolException.outOfPlace("a pong before the hello");
                }
                listener.pong(pong);
            }
            case RunnerReply.Refused(Long term) -> {
                return new CloseReason.Refused(term);
            }
            case RunnerReply.Displaced _ -> {
                return new CloseReason.Displaced();
            }
            case RunnerReply.Unknown unknown ->
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            "a runner said something unknown session_id="
                                    + sessionId
                                    + " type="
                                    + unknown.type());
        }
        return null;
    }

    private @Nullable CloseReason greet(RunnerReply.Hello hello) throws ProtocolException {
        if (saidHello) {
            throw ProtocolException.outOfPlace("a second hello on one connection");
        }
        if (hello.protocol() != RunnerReply.PROTOCOL) {
            return new CloseReason.Failed(
                    "the runner speaks protocol "
                            + hello.protocol()
                            + ", not "
                            + RunnerReply.PROTOCOL);
        }
        // A spool that holds less than was journaled begins with what it has.
        lastOffset = Math.clamp(hello.nextOffset() - 1, 0, lastOffset);
        saidHello = true;
        listener.hello(hello);
        return null;
    }

    /// A line whose offset is known: also one that is left out has its place.
    private void event(byte[] bytes, SpoolLine.Frame frame)
            throws ProtocolException, InterruptedException {
        long offset = frame.offset();
        if (offset <= lastOffset) {
            throw ProtocolException.outOfPlace("offset " + offset + " comes after " + lastOffset);
        }
        boolean isExplained = offset <= lastOffset + 1 + unread;
        if (isExplained && offset > lastOffset + 1) {
            leftOut(offset - 1);
        }
        SpoolLine line;
        try {
            line = SpoolLine.read(bytes, frame);
        } catch (ProtocolException e) {
            if (isExplained) {
                leftOut(offset);
            }
            throw e;
        }
        lastOffset = offset;
        unread = 0;
        deliverer.deliver(() -> listener.event(line));
    }

    private void leftOut(long offset) throws InterruptedException {
        lastOffset = offset;
        unread = 0;
        deliverer.deliver(() -> listener.leftOut(offset));
    }

    private void violated(ProtocolException e, long bytes, byte[] head) {
        var report =
                violations.add(
                        e.kind(), String.valueOf(e.getMessage()), bytes, head, System.nanoTime());
        if (report != null) {
            listener.violation(report);
        }
    }
}
