package dev.signalbox.client;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import javax.net.ssl.SSLException;

/// Turns what a server, or the lack of one, answers into a [SignalboxException].
final class Problems {
    private static final Set<String> NOT_DETAILS =
            Set.of("type", "title", "status", "detail", "instance", "code", "retryable");

    private Problems() {}

    /// The failure that an answer other than 2xx tells of.
    ///
    /// @param request such as `GET /api/v1/sessions/x`
    static SignalboxException of(int status, byte[] body, String request) {
        ObjectNode problem;
        try {
            problem = ProtocolJson.readObject(body);
        } catch (ProtocolException e) {
            // Not a problem body: a proxy, or another program on that port.
            return new SignalboxException(
                    byStatus(status), request + " was answered with HTTP " + status, e);
        }
        String detail = problem.path("detail").asString("");
        String title = problem.path("title").asString("HTTP " + status);
        String message = detail.isEmpty() ? request + ": " + title : detail;
        String name = problem.path("code").asString("");
        var details = new LinkedHashMap<String, Object>();
        problem.properties()
                .forEach(member -> {
                    if (!NOT_DETAILS.contains(member.getKey()) && !member.getValue().isNull()) {
                        details.put(member.getKey(), plain(member.getValue()));
                    }
                });
        return exception(name, byStatus(status), message, details);
    }

    /// The failure that a reply on a socket tells of.
    static SignalboxException of(ServerFrame.@Nullable ReplyError error, String request) {
        if (error == null) {
            return new SignalboxException(ErrorCode.INTERNAL, request + " failed without a reason");
        }
        var details = new LinkedHashMap<String, Object>();
        error.others().forEach((name, value) -> details.put(name, plain(value)));
        String message = error.detail() == null ? request + ": " + error.title() : error.detail();
        return exception(error.code(), ErrorCode.INTERNAL, message, details);
    }

    /// The failure that a WebSocket's close code tells of; null when coming back helps.
    static @Nullable SignalboxException ofGoodbye(int code, String reason) {
        return switch (code) {
            case 4401 ->
                    new SignalboxException(
                            ErrorCode.UNAUTHENTICATED, "the server no longer knows the token");
            case 4400 ->
                    new SignalboxException(
                            ErrorCode.BAD_REQUEST, "the server did not understand us: " + reason);
            default -> null;
        };
    }

    /// The failure of a request that no answer came to.
    static SignalboxException unreachable(IOException e, URI base, String request) {
        if (e instanceof HttpTimeoutException) {
            return new SignalboxException(
                    ErrorCode.SERVER_NOT_FOUND,
                    "the server at " + base + " did not answer " + request + " in time; try again",
                    e);
        }
        if (e instanceof SSLException) {
            return new SignalboxException(
                    ErrorCode.SERVER_NOT_FOUND,
                    "the server at "
                            + base
                            + " is not trusted: "
                            + e.getMessage()
                            + " (--ca or SIGNALBOX_CA names a file with its certificate, or that of"
                            + " who issued it)",
                    e);
        }
        return new SignalboxException(
                ErrorCode.SERVER_NOT_FOUND,
                "no server answers at "
                        + base
                        + ": start one with 'signalbox serve', or give its address",
                e);
    }

    private static SignalboxException exception(
            String name, ErrorCode otherwise, String message, Map<String, Object> details) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return new SignalboxException(code, message, details, null);
            }
        }
        if (!name.isEmpty()) { // A newer server's code is still worth knowing.
            details.put("code", name);
        }
        return new SignalboxException(otherwise, message, details, null);
    }

    private static ErrorCode byStatus(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 502, 503, 504 -> ErrorCode.OVERLOADED; // A proxy's, while the server is away.
            default -> status >= 500 ? ErrorCode.INTERNAL : ErrorCode.BAD_REQUEST;
        };
    }

    private static Object plain(JsonNode value) {
        return value.isString() ? value.stringValue() : value;
    }
}
