package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Speaks HTTP with one server, on threads of its own, which end with [#close].
///
/// What is answered comes on those threads: the consumers pass it on to the agent loop.
final class OpenCodeClient implements AutoCloseable {
    private static final Duration CONNECT_WAIT_MAX = Duration.ofSeconds(5);

    /// The first request makes the server read its configuration and start its MCP servers.
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(60);

    private final URI server;
    private final String authorization;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("opencode-http-", 0).factory());
    private final HttpClient http;

    /// An answer.
    ///
    /// @param status HTTP's; 0 when there was no answer
    /// @param body a missing node when it is not JSON
    /// @param problem what went wrong; null when the request was carried out
    record Answer(int status, JsonNode body, @Nullable String problem) {
        boolean isOk() {
            return problem == null;
        }

        boolean isNotFound() {
            return status == 404;
        }
    }

    /// @param server such as `http://127.0.0.1:4096`
    OpenCodeClient(URI server, String user, String password) {
        this.server = server;
        var credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
        this.http =
                HttpClient.newBuilder()
                        .executor(threads)
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY) // It is on this very host.
                        .connectTimeout(CONNECT_WAIT_MAX)
                        .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", authorization);
    }

    void get(String path, Consumer<Answer> then) {
        send(request(path).timeout(ANSWER_WAIT_MAX).GET().build(), then);
    }

    void post(String path, ObjectNode body, Consumer<Answer> then) {
        send(
                request(path)
                        .timeout(ANSWER_WAIT_MAX)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(ProtocolJson.writeBytes(body)))
                        .build(),
                then);
    }

    private void send(HttpRequest request, Consumer<Answer> then) {
        var what = request.method() + " " + request.uri().getPath();
        var _ =
                http.sendAsync(request, BodyHandlers.ofByteArray())
                        .handle((answer, failure) -> {
                            then.accept(
                                    answer == null
                                            ? noAnswer(what, failure)
                                            : answer(what, answer));
                            return true;
                        });
    }

    private static Answer noAnswer(String what, @Nullable Throwable failure) {
        var cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
        return new Answer(0, none(), what + " got no answer: " + cause);
    }

    private static Answer answer(String what, HttpResponse<byte[]> answer) {
        JsonNode body;
        try {
            body =
                    answer.body().length == 0
                            ? none()
                            : ProtocolJson.read(answer.body(), JsonNode.class);
        } catch (ProtocolException _) {
            body = none(); // Its status says what there is to know.
        }
        boolean isOk = answer.statusCode() / 100 == 2;
        var said = NativeJson.string(body.path("data"), "message");
        return new Answer(
                answer.statusCode(),
                body,
                isOk
                        ? null
                        : what
                                + " was answered with "
                                + answer.statusCode()
                                + (said == null ? "" : ": " + said));
    }

    private static JsonNode none() {
        return tools.jackson.databind.node.MissingNode.getInstance();
    }

    /// Reads the server's events until there are no more.
    ///
    /// @param each takes the data of an event, on a thread of this client's
    /// @param ended takes the reason, on the same thread, once
    void events(Consumer<byte[]> each, Consumer<String> ended) {
        threads.execute(() -> {
            Thread.currentThread().setName("opencode-events");
            ended.accept(read(each));
        });
    }

    private String read(Consumer<byte[]> each) {
        try {
            var answer = http.send(request("/event").GET().build(), BodyHandlers.ofInputStream());
            try (var in = answer.body()) {
                if (answer.statusCode() != 200) {
                    return "GET /event was answered with " + answer.statusCode();
                }
                new EventStream(in).forEach(each);
                return "the stream of events ended";
            }
        } catch (IOException e) {
            return "the stream of events broke: " + e.getMessage();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "the stream of events was closed";
        }
    }

    /// Cuts what is under way; the threads end at once. Does not wait.
    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
