package dev.signalbox.testkit;

import com.sun.net.httpserver.HttpExchange;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One HTTP request to the stub and its answer.
final class StubExchange {
    private static final int BODY_MAX = 64 << 20;

    private final HttpExchange http;
    private final String requestId;

    StubExchange(HttpExchange http, String requestId) {
        this.http = http;
        this.requestId = requestId;
    }

    String method() {
        return http.getRequestMethod();
    }

    /// The path, percent signs decoded.
    String path() {
        return http.getRequestURI().getPath();
    }

    String readBody() throws IOException {
        var bytes = http.getRequestBody().readNBytes(BODY_MAX + 1);
        if (bytes.length > BODY_MAX) {
            throw new IOException("request body over " + BODY_MAX + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    boolean isAnswered() {
        return http.getResponseCode() != -1;
    }

    void answer(int status, JsonNode json) throws IOException {
        answer(status, json, Map.of());
    }

    void answer(int status, JsonNode json, Map<String, String> headers) throws IOException {
        var body = Json.write(json).getBytes(StandardCharsets.UTF_8);
        begin("application/json");
        headers.forEach(http.getResponseHeaders()::set);
        boolean bodiless = method().equals("HEAD");
        http.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            http.getResponseBody().write(body);
        }
        http.close();
    }

    SseWriter stream() throws IOException {
        begin("text/event-stream");
        http.getResponseHeaders().set("cache-control", "no-cache");
        http.sendResponseHeaders(200, 0);
        return SseWriter.to(http.getResponseBody());
    }

    private void begin(String contentType) {
        http.getResponseHeaders().set("content-type", contentType);
        http.getResponseHeaders().set("request-id", requestId);
    }

    void end() {
        http.close();
    }
}
