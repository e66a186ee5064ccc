package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.Problem;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// Failures as clients are told of them: code, title and a detail; no stack trace, no class name.
final class Problems {
    /// The member of a problem that says how many seconds to wait.
    static final String RETRY_AFTER = "retryAfterSeconds";

    /// As often as the journal is tried again.
    private static final String RETRY_AFTER_SECONDS = "2";

    private static final Set<Integer> RETRY_STATUSES = Set.of(429, 503);
    private static final int CLOSE_REASON_CHARS = 120;
    private static final System.Logger LOG = System.getLogger(Problems.class.getName());

    private Problems() {}

    /// A failure as a client sees it.
    record Failure(ErrorCode code, String detail, Map<String, JsonNode> others) {}

    /// What a client is told of an exception. One that has no name is logged, with an id that the
    /// client is told.
    ///
    /// @param doing what was attempted, for the log
    static Failure failure(Exception e, String doing) {
        return switch (e) {
            case SignalboxException named ->
                    new Failure(
                            named.code(),
                            String.valueOf(named.getMessage()),
                            others(named.details()));
            case ProtocolException malformed ->
                    new Failure(ErrorCode.BAD_REQUEST, describe(malformed), Map.of());
            default -> {
                String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
                LOG.log(Level.ERROR, "internal error id=" + id + " doing=" + doing, e);
                yield new Failure(
                        ErrorCode.INTERNAL,
                        "an error that is the server's own; its log says more under id " + id,
                        Map.of());
            }
        };
    }

    /// What fits into the close frame of a WebSocket.
    static String closeReason(String detail) {
        return detail.length() <= CLOSE_REASON_CHARS
                ? detail
                : detail.substring(0, CLOSE_REASON_CHARS);
    }

    /// As `application/problem+json`.
    static Problem problem(Failure failure, @Nullable String instance) {
        var code = failure.code();
        return new Problem(
                "about:blank",
                code.title(),
                code.httpStatus(),
                failure.detail(),
                instance,
                code.name(),
                code.retryable(),
                failure.others());
    }

    /// The header `Retry-After`; null when a problem has none.
    static @Nullable String retryAfter(Problem problem) {
        if (!problem.retryable() || !RETRY_STATUSES.contains(problem.status())) {
            return null;
        }
        @Nullable JsonNode said = problem.others().get(RETRY_AFTER);
        return said == null ? RETRY_AFTER_SECONDS : said.asString();
    }

    /// The problem of a refusal by the HTTP layer itself.
    static Problem problem(int status, @Nullable String detail, @Nullable String instance) {
        var code =
                switch (status) {
                    case 401 -> ErrorCode.UNAUTHENTICATED;
                    case 403 -> ErrorCode.FORBIDDEN;
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 413, 414, 431 -> ErrorCode.PAYLOAD_TOO_LARGE;
                    case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
                    case 501, 505 -> ErrorCode.BAD_REQUEST; // An HTTP that is not spoken here.
                    default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
                };
        return new Problem(
                "about:blank",
                code.title(),
                status,
                detail == null ? code.title() : detail,
                instance,
                code.name(),
                status == 503 || code.retryable(),
                Map.of());
    }

    /// Where the JSON of a client is wrong, and how.
    static String describe(ProtocolException e) {
        if (!(e.getCause() instanceof JacksonException cause)) {
            return String.valueOf(e.getMessage());
        }
        String path = path(cause);
        String where = path.isEmpty() ? "" : "field '" + path + "': ";
        return switch (e.kind()) {
            case NOT_JSON -> "malformed JSON" + place(cause) + ": " + why(cause);
            case MISSING_FIELD -> String.valueOf(e.getMessage());
            default -> where + wrongValue(cause) + place(cause);
        };
    }

    /// Only the parser's own messages name no class of ours.
    private static String why(JacksonException e) {
        return e instanceof StreamReadException
                ? e.getOriginalMessage()
                : "more than one JSON value";
    }

    private static String wrongValue(JacksonException e) {
        if (e instanceof InvalidFormatException format
                && format.getTargetType() != null
                && format.getTargetType().isEnum()) {
            String allowed =
                    Arrays.stream(format.getTargetType().getEnumConstants())
                            .map(ProtocolJson::write)
                            .collect(Collectors.joining(", "));
            return ProtocolJson.write(String.valueOf(format.getValue()))
                    + " is not one of "
                    + allowed;
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException said && said.getMessage() != null) {
                return said.getMessage();
            }
        }
        return "a value of the wrong type";
    }

    private static String path(JacksonException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getPropertyName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            } else if (step.getIndex() >= 0) {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.toString();
    }

    private static String place(JacksonException e) {
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static Map<String, JsonNode> others(Map<String, Object> details) {
        var others = new LinkedHashMap<String, JsonNode>();
        details.forEach((name, value) -> others.put(name, ProtocolJson.tree(value)));
        return others;
    }
}
