package dev.signalbox.testkit;

import dev.signalbox.testkit.LinkFault.Direction;
import dev.signalbox.testkit.LinkFault.End;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Moves the bytes of a [ProxyLink] in one direction, as its fault of the moment has it.
final class ProxyPipe implements Runnable {
    private static final int BUFFER_BYTES = 32 * 1024;

    /// A slow receiver takes its bytes in so many pieces a second.
    private static final int SLOW_STEPS = 20;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AGES_NANOS = Duration.ofHours(1).toNanos();

    private final ProxyLink link;
    private final Direction direction;
    private final Socket from;
    private final Socket to;
    private final AtomicLong passed;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    ProxyPipe(ProxyLink link, Direction direction, Socket from, Socket to, AtomicLong passed) {
        this.link = link;
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.passed = passed;
    }

    @Override
    public void run() {
        try {
            while (move()) {} // Each step says whether there is another.
            link.wayEnded();
        } catch (IOException e) {
            link.cut(End.RST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            link.cut(End.RST);
        }
    }

    private boolean move() throws IOException, InterruptedException {
        var before = link.fault();
        if (before instanceof LinkFault.Stall stall && stall.direction() == direction) {
            return link.await(before, AGES_NANOS);
        }
        int read;
        try {
            read = from.getInputStream().read(buffer, 0, atOnce(before));
        } catch (IOException e) {
            if (isForgotten()) {
                return waitInSilence();
            }
            throw e;
        }
        if (read < 0) {
            return isForgotten() ? waitInSilence() : end();
        }
        return pass(read);
    }

    private int atOnce(LinkFault fault) {
        return fault instanceof LinkFault.Slow slow && slow.direction() == direction
                ? Math.clamp(slow.bytesPerSecond() / SLOW_STEPS, 1, BUFFER_BYTES)
                : BUFFER_BYTES;
    }

    private boolean isForgotten() {
        return link.fault() instanceof LinkFault.HalfOpen;
    }

    /// One side has gone, and the other is not told while the link is half open.
    private boolean waitInSilence() throws InterruptedException {
        return link.await(LinkFault.HALF_OPEN, AGES_NANOS);
    }

    private boolean end() throws IOException {
        to.shutdownOutput();
        return false;
    }

    private boolean pass(int bytes) throws IOException, InterruptedException {
        var now = link.fault();
        switch (now) {
            case LinkFault.HalfOpen _ -> {
                return true;
            }
            case LinkFault.Delay(var by) -> link.await(now, by.toNanos());
            case LinkFault.Slow slow when slow.direction() == direction ->
                    link.await(now, bytes * SECOND_NANOS / slow.bytesPerSecond());
            case LinkFault.Pass _, LinkFault.CutAfter _, LinkFault.Slow _, LinkFault.Stall _ -> {}
        }
        int most = link.beforeCut(direction, bytes);
        to.getOutputStream().write(buffer, 0, most);
        passed.addAndGet(most);
        if (most < bytes && now instanceof LinkFault.CutAfter cut) {
            link.cut(cut.end());
            return false;
        }
        return true;
    }
}
