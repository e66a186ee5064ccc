package dev.signalbox.testkit;

import dev.signalbox.testkit.LinkFault.Direction;
import dev.signalbox.testkit.LinkFault.End;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One connection through a [FaultProxy], with the fault that it has now. Thread-safe.
///
/// Two virtual threads move its bytes, one each way. They end with the connection.
public final class ProxyLink {
    private final int number;
    private final Socket client;
    private final Socket server;
    private final Consumer<ProxyLink> onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong toClient = new AtomicLong();
    private final AtomicLong toServer = new AtomicLong();

    // All guarded by `lock`.
    private LinkFault fault;
    private long cutAt;
    private int openWays = 2;
    private boolean isClosed;

    ProxyLink(
            int number, Socket client, Socket server, LinkFault fault, Consumer<ProxyLink> onEnd) {
        this.number = number;
        this.client = client;
        this.server = server;
        this.onEnd = onEnd;
        this.fault = fault;
        this.cutAt = cutAt(fault);
    }

    void start() {
        start(new ProxyPipe(this, Direction.TO_SERVER, client, server, toServer), "to-server");
        start(new ProxyPipe(this, Direction.TO_CLIENT, server, client, toClient), "to-client");
    }

    private void start(ProxyPipe pipe, String way) {
        Thread.ofVirtual().name("fault-proxy-" + number + "-" + way).start(pipe);
    }

    /// Its place among the connections that the proxy took, from 1.
    public int number() {
        return number;
    }

    /// Bytes that went through in this direction.
    public long bytes(Direction direction) {
        return direction == Direction.TO_CLIENT ? toClient.get() : toServer.get();
    }

    public boolean isOpen() {
        lock.lock();
        try {
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    /// From now on this is wrong with it. What waits because of the fault before goes on.
    public void fault(LinkFault next) {
        lock.lock();
        try {
            fault = next;
            cutAt = cutAt(next);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long cutAt(LinkFault of) {
        return of instanceof LinkFault.CutAfter(long bytes, var direction, _)
                ? bytes(direction) + bytes
                : Long.MAX_VALUE;
    }

    /// Ends it now, on both sides.
    public void cut(End how) {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        close(client, how);
        close(server, how);
        onEnd.accept(this);
    }

    private static void close(Socket socket, End how) {
        try {
            if (how == End.RST) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            return; // It is gone, which is what was asked for.
        }
    }

    LinkFault fault() {
        lock.lock();
        try {
            return fault;
        } finally {
            lock.unlock();
        }
    }

    /// How many of so many bytes go through before the cut that is due in this direction.
    int beforeCut(Direction direction, int bytes) {
        lock.lock();
        try {
            return fault instanceof LinkFault.CutAfter cut && cut.direction() == direction
                    ? (int) Math.min(bytes, Math.max(0, cutAt - bytes(direction)))
                    : bytes;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the fault is another one, the connection is closed, or the time is over.
    ///
    /// @return false when it is closed
    boolean await(LinkFault whileIt, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!isClosed && fault.equals(whileIt) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    /// One way has come to its end. The connection is over when both have.
    void wayEnded() {
        boolean isOver;
        lock.lock();
        try {
            openWays--;
            isOver = openWays == 0;
        } finally {
            lock.unlock();
        }
        if (isOver) {
            cut(End.FIN);
        }
    }
}
