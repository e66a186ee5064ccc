package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Requests.TicketUse;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.server.tls.Tls;

import io.javalin.Javalin;
import io.javalin.http.servlet.JavalinServlet;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
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
    private volatile ServerSettings inForce;
    private final NetworkConnectionLimit sockets;
    private final WebSocketContext shared;
    private final Server jetty;
    private final @Nullable Tls tls;
    private final ServerConnector connector;
    private final AccessCheck check;
    private volatile int port = -1;

    /// @param authenticator who may call, those with keys included
    /// @param stores what it keeps besides sessions; its caller's
    public SignalboxServer(
            ServerSettings settings, SessionHost host, Authenticator authenticator, Stores stores) {
        this(settings, host, authenticator, stores, InstantSource.system());
    }

    /// @param authenticator who may call, those with keys included
    /// @param stores what it keeps besides sessions; its caller's
    /// @param clock the time of day that heartbeats say
    /// @throws SignalboxException `CONFIG_INVALID` when the certificate cannot be used
    public SignalboxServer(
            ServerSettings settings,
            SessionHost host,
            Authenticator authenticator,
            Stores stores,
            InstantSource clock) {
        this.settings = settings;
        inForce = settings;
        var streams = new LiveStreams(() -> inForce.limits());
        check = new AccessCheck(streams, settings.heartbeatInterval());
        shared =
                new WebSocketContext(
                        () -> inForce,
                        host,
                        new Access(host),
                        new Admission(
                                authenticator,
                                new RequestRates(inForce.limits(), System::nanoTime),
                                stores.signIns(),
                                clock),
                        stores,
                        check,
                        new Auditor(stores.audit(), clock),
                        new Idempotency(System::nanoTime),
                        new SessionWatch(host.bus()),
                        streams,
                        new Metrics(host, () -> inForce, streams),
                        new Pace(),
                        clock);
        // For as long as the host lives: what it ends after the last client is a change of state
        // too.
        var _ = host.bus().subscribe(new StateLog()::on);
        jetty = new Server(threads());
        tls = settings.tls() == null ? null : Tls.open(settings.tls());
        connector = connector(tls);
        jetty.addConnector(connector);
        sockets = new NetworkConnectionLimit(settings.limits().sockets(), connector);
        jetty.addBean(sockets);
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
        if (tls != null) {
            tls.start();
        }
        LOG.log(Level.INFO, "listening host={0} port={1,number,#}", settings.host(), port());
        return port();
    }

    /// From now on other settings are in force, for requests and streams that begin from then on. Where
    /// it listens, how often streams say that they live, and who may see `/metrics` stays as it is.
    public void reload(ServerSettings changed) {
        inForce = changed;
        connector.setIdleTimeout(changed.slowClientTimeout().toMillis());
        sockets.setMaxNetworkConnectionCount(changed.limits().sockets());
        if (tls != null) {
            tls.reload();
        }
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
        if (tls != null) {
            tls.close();
        }
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

    private ServerConnector connector(@Nullable Tls secured) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        var plain = new HttpConnectionFactory(http);
        ServerConnector made;
        if (secured == null) {
            made = new ServerConnector(jetty, 1, 1, plain);
        } else {
            // Which hosts may be called is the gate's to say, and a certificate may name others.
            http.addCustomizer(new SecureRequestCustomizer(false));
            made =
                    new ServerConnector(
                            jetty,
                            1,
                            1,
                            new SslConnectionFactory(secured.context(), plain.getProtocol()),
                            plain);
        }
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
        var gate = new Gate(new HostAndOrigin(() -> inForce, this::port));
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
