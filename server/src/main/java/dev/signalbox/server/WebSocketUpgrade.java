package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration.ConfigurationCustomizer;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Answers upgrade requests: a wrong token is refused here, none may follow in the first frame.
final class WebSocketUpgrade extends ConfigurationCustomizer implements WebSocketNegotiator {
    static final String PATH = "/api/v1/ws";
    private static final String SUBPROTOCOL = "signalbox.v1";
    private static final int BUFFER_BYTES = 16 * 1024;

    private final WebSocketContext context;
    private final AtomicLong numbers = new AtomicLong();

    WebSocketUpgrade(WebSocketContext context) {
        this.context = context;
        // The heartbeat finds dead peers.
        setIdleTimeout(Duration.ZERO);
        // Long frames come in parts, and their sum is measured as they come.
        setAutoFragment(true);
        setMaxFrameSize(0);
        setOutputBufferSize(BUFFER_BYTES);
    }

    @Override
    public @Nullable FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        @Nullable Credentials shown;
        try {
            shown = shown(request);
            context.streams().requireRoom();
        } catch (SignalboxException e) {
            context.metrics().refused(e.code());
            var problem = Problems.problem(Problems.failure(e, "upgrade"), PATH);
            Gate.write(response, callback, problem);
            return null;
        }
        if (request.hasSubProtocol(SUBPROTOCOL)) {
            response.setAcceptedSubProtocol(SUBPROTOCOL);
        }
        response.setExtensions(List.of()); // Compression costs more than the loopback saves.
        return new WebSocketConnection(
                numbers.incrementAndGet(), context, shown, Request.getRemoteAddr(request));
    }

    /// Null when nothing is shown. A cookie does not count here: pages of other ports send it too.
    ///
    /// @throws SignalboxException as [Admission#admit]; `BAD_REQUEST` for an address that is torn
    private @Nullable Credentials shown(ServerUpgradeRequest request) {
        @Nullable String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        @Nullable String ticket = header == null ? ticket(request) : null;
        return header == null && ticket == null
                ? null
                : context.admission()
                        .admit(
                                new Admission.Shown(
                                        Request.getRemoteAddr(request),
                                        header,
                                        ticket,
                                        null,
                                        null));
    }

    private static @Nullable String ticket(ServerUpgradeRequest request) {
        try {
            return Request.extractQueryParameters(request).getValue("ticket");
        } catch (IllegalArgumentException e) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST, "the address cannot be read: " + e.getMessage(), e);
        }
    }
}
