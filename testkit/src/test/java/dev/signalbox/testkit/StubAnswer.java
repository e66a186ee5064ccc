package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a plain HTTP client gets from the stub, and how it reads.
record StubAnswer(int status, String contentType, String body) {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    static StubAnswer ask(ModelStub stub, ModelRequests dialect, boolean stream, String prompt)
            throws IOException, InterruptedException {
        return post(stub, dialect.path(stream), Json.write(dialect.body(stream, prompt)));
    }

    static StubAnswer post(ModelStub stub, String path, String body)
            throws IOException, InterruptedException {
        return send(stub, "POST", path, body);
    }

    static StubAnswer send(ModelStub stub, String method, String path, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(stub.url() + path))
                        .timeout(TIMEOUT)
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request, BodyHandlers.ofString());
            var type = response.headers().firstValue("content-type").orElse("");
            return new StubAnswer(response.statusCode(), type, response.body());
        }
    }

    JsonNode json() {
        return Json.parse(body);
    }

    List<JsonNode> events() {
        return events(body);
    }

    /// The data of each server-sent event that is JSON.
    static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> Json.parse(line.substring("data: ".length())))
                .toList();
    }

    /// Every string under one of the names, in order, wherever it stands.
    static List<String> strings(List<JsonNode> events, String name) {
        var found = new ArrayList<String>();
        events.forEach(event -> found.addAll(event.findValuesAsString(name)));
        return found;
    }

    /// The text that a stream's deltas add up to, in whichever dialect.
    static String streamedText(List<JsonNode> events) {
        var text = new StringBuilder();
        for (var event : events) {
            text.append(Json.at(event, "delta", "text").asString(""));
            if (event.path("type").asString("").equals("response.output_text.delta")) {
                text.append(event.path("delta").asString(""));
            }
            text.append(event.path("choices").path(0).path("delta").path("content").asString(""));
            for (var part : event.path("candidates").path(0).path("content").path("parts")) {
                text.append(
                        part.path("thought").asBoolean(false)
                                ? ""
                                : part.path("text").asString(""));
            }
        }
        return text.toString();
    }

    /// The text of a whole answer, in whichever dialect.
    static String wholeText(JsonNode answer) {
        var text = new StringBuilder();
        for (var block : answer.path("content")) {
            text.append(block.path("text").asString(""));
        }
        for (var item : answer.path("output")) {
            for (var part : item.path("content")) {
                text.append(part.path("text").asString(""));
            }
        }
        text.append(Json.at(answer.path("choices").path(0), "message", "content").asString(""));
        return text + streamedText(List.of(answer));
    }

    /// The tool call's arguments that a stream's deltas add up to, in whichever dialect.
    static JsonNode streamedArguments(List<JsonNode> events) {
        var text = new StringBuilder();
        for (var event : events) {
            text.append(Json.at(event, "delta", "partial_json").asString(""));
            if (event.path("type").asString("").equals("response.function_call_arguments.delta")) {
                text.append(event.path("delta").asString(""));
            }
            var call = event.path("choices").path(0).path("delta").path("tool_calls").path(0);
            text.append(Json.at(call, "function", "arguments").asString(""));
            var args = event.findValue("args");
            text.append(args == null ? "" : Json.write(args));
        }
        return Json.parse(text.toString());
    }
}
