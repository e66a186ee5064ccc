package dev.signalbox.client;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One server's address, the caller's token, and requests to it.
final class Rest {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WHOLE_ANSWER_TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient http;
    private final URI base;
    private final String token;
    private final Duration answerMax;

    Rest(HttpClient http, URI base, String token) {
        this(http, base, token, WHOLE_ANSWER_TIMEOUT);
    }

    /// @param answerMax how long an answer may take from the request to its last byte
    Rest(HttpClient http, URI base, String token, Duration answerMax) {
        this.http = http;
        this.answerMax = answerMax;
        this.base = withoutSlash(base);
        this.token = token.strip();
        if (!this.token.chars().allMatch(c -> c > ' ' && c < 127)) {
            // The HTTP client would name the value in its own message.
            throw new SignalboxException(
                    ErrorCode.UNAUTHENTICATED, "the token has characters that no token has");
        }
    }

    private static URI withoutSlash(URI base) {
        String text = base.toString();
        if (!text.startsWith("http://") && !text.startsWith("https://")) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "'"
                            + text
                            + "' is not the address of a server: it begins with http:// or https://");
        }
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    URI base() {
        return base;
    }

    HttpClient http() {
        return http;
    }

    String authorization() {
        return "Bearer " + token;
    }

    /// The address of the WebSocket.
    URI socket() {
        return URI.create("ws" + base.toString().substring("http".length()) + "/api/v1/ws");
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", authorization());
    }

    /// One request and its answer; a JSON null for an answer without a body.
    ///
    /// @throws SignalboxException for every answer but 2xx, and for none
    JsonNode call(String method, String path, @Nullable Object body, Map<String, String> headers) {
        var request = request(path).timeout(ANSWER_TIMEOUT).header("Accept", "application/json");
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json");
            request.method(
                    method, HttpRequest.BodyPublishers.ofByteArray(ProtocolJson.writeBytes(body)));
        }
        String what = method + " " + path;
        var answer = send(request.build(), what);
        if (answer.statusCode() / 100 != 2) {
            throw Problems.of(answer.statusCode(), answer.body(), what);
        }
        return tree(answer.body(), what);
    }

    private HttpResponse<byte[]> send(HttpRequest request, String what) {
        var answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // The request's own timeout ends with the head: a body may stop coming for ever.
            return answer.get(answerMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw Problems.unreachable(
                    new HttpTimeoutException("the answer stopped in the middle"), base, what);
        } catch (ExecutionException e) {
            throw Problems.unreachable(
                    e.getCause() instanceof IOException cause ? cause : new IOException(e),
                    base,
                    what);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new SignalboxException(
                    ErrorCode.INTERNAL, what + " was interrupted before its answer came", e);
        }
    }

    private static JsonNode tree(byte[] body, String what) {
        if (body.length == 0) {
            return NullNode.getInstance();
        }
        try {
            return ProtocolJson.read(body, JsonNode.class);
        } catch (ProtocolException e) {
            throw notUnderstood(what, e);
        }
    }

    <T> T call(String method, String path, @Nullable Object body, Class<T> type) {
        return bind(call(method, path, body, Map.of()), type, method + " " + path);
    }

    <T> Page<T> page(String path, Reader<T> reader) {
        var tree = call("GET", path, null, Map.of());
        var items = new ArrayList<T>();
        try {
            for (JsonNode item : tree.path("items")) {
                items.add(reader.read(item));
            }
        } catch (ProtocolException e) {
            throw notUnderstood("GET " + path, e);
        }
        JsonNode next = tree.path("next");
        Object nextValue =
                next.isString()
                        ? next.stringValue()
                        : next.isIntegralNumber() ? (Object) next.longValue() : null;
        return new Page<>(items, nextValue);
    }

    static <T> T bind(JsonNode tree, Class<T> type, String what) {
        try {
            return ProtocolJson.bind(tree, type);
        } catch (ProtocolException e) {
            throw notUnderstood(what, e);
        }
    }

    private static SignalboxException notUnderstood(String what, ProtocolException e) {
        return new SignalboxException(
                ErrorCode.INTERNAL,
                "the answer to " + what + " is not what a Signalbox server says: " + e.getMessage(),
                e);
    }

    /// Reads one item of a page.
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonNode item) throws ProtocolException;
    }

    /// Without the token, which belongs in no log.
    @Override
    public String toString() {
        return base.toString();
    }
}
