package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.Problem;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// The first to see every request, upgrades to WebSocket included: refuses foreign hosts and
/// origins, answers preflights, and sets the headers that every answer has.
final class Gate extends Handler.Wrapper {
    /// Pages run scripts and styles of this server's files only, and are shown in no other's frame.
    private static final String CONTENT_POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
                    + " object-src 'none'";

    private final HostAndOrigin policy;

    Gate(HostAndOrigin policy) {
        this.policy = policy;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        @Nullable String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        setHeaders(response.getHeaders());
        @Nullable String refusal =
                policy.refusal(request.getHeaders().get(HttpHeader.HOST), origin);
        if (refusal != null) {
            write(
                    response,
                    callback,
                    Problem.of(
                            ErrorCode.FORBIDDEN_ORIGIN, refusal, request.getHttpURI().getPath()));
            return true;
        }
        if (origin != null && policy.isAllowedForeign(origin)) {
            setCorsHeaders(response.getHeaders(), origin);
            if (isPreflight(request)) {
                response.setStatus(204);
                response.write(true, null, callback);
                return true;
            }
        }
        return super.handle(request, response, callback);
    }

    /// Writes a problem where there is no servlet yet.
    static void write(Response response, Callback callback, Problem problem) {
        response.setStatus(problem.status());
        var headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        if (problem.status() == 401) {
            headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        @Nullable String retryAfter = Problems.retryAfter(problem);
        if (retryAfter != null) {
            headers.put(HttpHeader.RETRY_AFTER, retryAfter);
        }
        response.write(true, ByteBuffer.wrap(ProtocolJson.writeBytes(problem)), callback);
    }

    private static boolean isPreflight(Request request) {
        return HttpMethod.OPTIONS.is(request.getMethod())
                && request.getHeaders().contains("Access-Control-Request-Method");
    }

    /// Also on what is refused before this sees it.
    static void setHeaders(HttpFields.Mutable headers) {
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Content-Security-Policy", CONTENT_POLICY);
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put(HttpHeader.VARY, "Origin");
    }

    private static void setCorsHeaders(HttpFields.Mutable headers, String origin) {
        headers.put("Access-Control-Allow-Origin", origin);
        headers.put("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
        headers.put(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, Idempotency-Key, Last-Event-ID");
        headers.put("Access-Control-Expose-Headers", "Idempotency-Replayed, Location, Retry-After");
        headers.put("Access-Control-Max-Age", "600");
    }
}
