package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Requests.TicketUse;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.server.access.Keys;

import io.javalin.Javalin;
import io.javalin.http.servlet.JavalinServlet;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/// The server that clients talk to: REST, WebSocket and SSE on one port.
///
/// Starts and stops once. Owns its threads; the [SessionHost] is its caller's.
public final class SignalboxServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SignalboxServer.class.getName());

    /// The kernel would otherwise hold megabytes for a reader that has stopped.
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(2);
    private static final int PLATFORM_THREADS_MAX = 32;
    private static final int PLATFORM_THREADS_MIN = 4;

    private final ServerSettings settings;
    private final WebSocketContext shared;
    private final Server jetty;
    private final ServerConnector connector;
    private final AccessCheck check;
    private volatile int port = -1;

    /// @param authenticator who may call, those with keys included
    /// @param keys the keys that administrators see, make and revoke; its caller's
    public SignalboxServer(
            ServerSettings settings, SessionHost host, Authenticator authenticator, Keys keys) {
        this(settings, host, authenticator, keys, InstantSource.system());
    }

    /// @param authenticator who may call, those with keys included
    /// @param keys the keys that administrators see, make and revoke; its caller's
    /// @param clock the time of day that heartbeats say
    public SignalboxServer(
            ServerSettings settings,
            SessionHost host,
            Authenticator authenticator,
            Keys keys,
            InstantSource clock) {
        this.settings = settings;
        var streams = new LiveStreams(settings.limits());
        check = new AccessCheck(streams, settings.heartbeatInterval());
        shared =
                new WebSocketContext(
                        settings,
                        host,
                        new Access(host),
                        new Admission(
                                authenticator,
                                new RequestRates(settings.limits(), System::nanoTime),
                                clock),
                        keys,
                        check,
                        new Idempotency(System::nanoTime),
                        new SessionWatch(host.bus()),
                        streams,
                        new Metrics(host, settings, streams),
                        new Pace(),
                        clock);
        jetty = new Server(threads());
        connector = connector();
        jetty.addConnector(connector);
        jetty.addBean(new NetworkConnectionLimit(settings.limits().sockets(), connector));
        jetty.setErrorHandler(new TransportErrors());
        jetty.setStopTimeout(LAST_REQUESTS.toMillis());
        jetty.setHandler(handlers());
    }

    /// Listens.
    ///
    /// @return the port that is bound
    /// @throws SignalboxException `PORT_IN_USE`; `CONFIG_INVALID` when the host has no such address
    public int start() {
        try {
            connector.open();
            port = connector.getLocalPort();
        } catch (IOException e) {
            throw cannotListen(e);
        }
        try {
            jetty.start();
        } catch (Exception e) {
            stop();
            throw new IllegalStateException("the HTTP server does not start", e);
        }
        check.start();
        LOG.log(Level.INFO, "listening host={0} port={1,number,#}", settings.host(), port());
        return port();
    }

    /// The port that is bound, also once the server stops: who is still connected calls it by that.
    public int port() {
        return port;
    }

    /// A ticket that signs a browser in, once, as whoever has this token.
    ///
    /// @throws SignalboxException `UNAUTHENTICATED` when nobody has it
    public String signInTicket(String token) {
        var door = shared.admission();
        return door.tickets().issue(door.byToken("local", token), TicketUse.SIGNIN).ticket();
    }

    /// What the answers to all its clients are made with.
    WebSocketContext shared() {
        return shared;
    }

    /// How many WebSockets and SSE responses are open.
    public int streamCount() {
        return shared.streams().count();
    }

    /// Accepts no more, ends streams (a WebSocket with code 1012) and requests. Takes a few seconds
    /// at most.
    public void stop() {
        connector.close();
        check.close();
        shared.watch().close();
        try {
            shared.streams().close(GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            jetty.stop();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the HTTP server did not stop in order", e);
        }
        shared.metrics().close();
    }

    /// As [#stop].
    @Override
    public void close() {
        stop();
    }

    private static QueuedThreadPool threads() {
        var threads = new QueuedThreadPool(PLATFORM_THREADS_MAX, PLATFORM_THREADS_MIN);
        threads.setName("http-io");
        threads.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
        return threads;
    }

    private ServerConnector connector() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        var made = new ServerConnector(jetty, 1, 1, new HttpConnectionFactory(http));
        made.setHost(settings.host());
        made.setPort(settings.port());
        made.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        made.setIdleTimeout(settings.slowClientTimeout().toMillis());
        return made;
    }

    private GracefulHandler handlers() {
        var servlets = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        servlets.setContextPath("/");
        var javalin = Javalin.create(new Routes(shared)::configure);
        servlets.addServlet(new ServletHolder(new JavalinServlet(javalin.unsafe)), "/*");
        var upgrades =
                new WebSocketUpgradeHandler(
                        WebSocketServerComponents.ensureWebSocketComponents(jetty));
        upgrades.addMapping(WebSocketUpgrade.PATH, new WebSocketUpgrade(shared));
        upgrades.setHandler(servlets);
        var gate = new Gate(new HostAndOrigin(settings, this::port));
        gate.setHandler(upgrades);
        return new GracefulHandler(gate);
    }

    private SignalboxException cannotListen(IOException e) {
        String address = settings.host() + ":" + settings.port();
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Address already in use")) {
                return new SignalboxException(
                        ErrorCode.PORT_IN_USE,
                        address
                                + " is in use: stop what listens there, or choose another port"
                                + " (--port 0 takes a free one)",
                        e);
            }
        }
        return new SignalboxException(
                ErrorCode.CONFIG_INVALID, "cannot listen on " + address + ": " + e.getMessage(), e);
    }
}
