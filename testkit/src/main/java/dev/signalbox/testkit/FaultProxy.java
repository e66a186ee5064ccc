package dev.signalbox.testkit;

import dev.signalbox.testkit.LinkFault.End;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A TCP proxy on loopback that harms the connections through it: delays them, cuts them, forgets
/// them, or reads from them slowly. Thread-safe.
///
/// Faults are set at run time, for one connection ([ProxyLink#fault]) or for all ([#fault]). Its
/// threads are named `fault-proxy-…` and end with [#close].
public final class FaultProxy implements AutoCloseable {
    /// So that a sender soon feels a reader that has stopped.
    private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

    private static final int BACKLOG = 1_024;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    private final InetSocketAddress target;
    private final ServerSocket listener;
    private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Thread acceptor;
    private volatile LinkFault fault = LinkFault.PASS;
    private volatile boolean isClosed;

    private FaultProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        listener = new ServerSocket();
        listener.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        acceptor =
                Thread.ofVirtual()
                        .name("fault-proxy-" + listener.getLocalPort())
                        .start(this::acceptAll);
    }

    /// A proxy on a free port, before a port of this machine.
    public static FaultProxy before(int port) {
        try {
            return new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException("no proxy before port " + port, e);
        }
    }

    /// Where it listens.
    public int port() {
        return listener.getLocalPort();
    }

    /// From now on this is wrong with every connection, those to come as well.
    public void fault(LinkFault next) {
        fault = next;
        links.forEach(link -> link.fault(next));
    }

    /// Ends every connection that is open now.
    ///
    /// @return how many
    public int cutAll(End how) {
        var open = links();
        open.forEach(link -> link.cut(how));
        return open.size();
    }

    /// The open connections, the oldest first.
    public List<ProxyLink> links() {
        return links.stream().sorted(Comparator.comparingInt(ProxyLink::number)).toList();
    }

    /// How many connections it has taken.
    public int accepted() {
        return accepted.get();
    }

    private void acceptAll() {
        while (!isClosed) {
            try {
                accept(listener.accept());
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
                // A client that went before it was taken: the next one is another's.
            }
        }
    }

    private void accept(Socket client) {
        int number = accepted.incrementAndGet();
        Thread.ofVirtual()
                .name("fault-proxy-" + number + "-connect")
                .start(() -> connect(number, client));
    }

    private void connect(int number, Socket client) {
        var server = new Socket();
        var link = new ProxyLink(number, client, server, fault, links::remove);
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            server.connect(target, (int) CONNECT_MAX.toMillis());
        } catch (IOException e) { // As the client would see it without a proxy.
            link.cut(End.RST);
            return;
        }
        links.add(link);
        link.fault(fault);
        link.start();
        if (isClosed || !link.isOpen()) {
            links.remove(link);
            link.cut(End.RST);
        }
    }

    /// Ends every connection, and its threads with them.
    @Override
    public void close() {
        isClosed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var _ = cutAll(End.RST);
        try {
            acceptor.join(CONNECT_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
