package dev.signalbox.testkit;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.signalbox.testkit.Scenario.Step;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// A scripted model server, on the loopback address, for real agent CLIs without a network.
///
/// It speaks, streamed and not: Anthropic Messages, OpenAI Responses, OpenAI Chat Completions and
/// Gemini. A prompt chooses what is said by a tag, `[scenario:write-file] please`; see [Scenario]
/// for what a scenario can say and [ScenarioBook] for how a turn is chosen. The scenarios that come
/// with it are in `scenarios.json` beside this class.
///
/// Other processes use `PUT /__stub/scenarios/NAME`, `POST /__stub/gates/NAME` (opens it), `GET
/// /__stub/requests` and `POST /__stub/reset`.
///
/// Thread-safe. `close` cuts all connections and waits for the threads, at most ten seconds.
public final class ModelStub implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ModelStub.class.getName());
    private static final int REQUESTS_MAX = 1_000;
    private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(10);
    private static final String CONTROL = "/__stub/";
    private static final Pattern GEMINI = Pattern.compile(".*/models/([^/:]+):(\\w+)");

    static {
        // Else each small event waits for the acknowledgement of the one before it.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ScenarioBook book;
    private final HttpServer server;
    private final ExecutorService handlers;
    private final StubIds ids = new StubIds();
    private final Gates gates = new Gates();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Faults faults = new Faults();

    /// The latest requests, at most `REQUESTS_MAX`; guarded by itself, as is `requestsSeen`.
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();

    private int requestsSeen;

    private ModelStub(ScenarioBook book, int port) throws IOException {
        this.book = book;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        this.handlers =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("model-stub-", 0).factory());
        server.setExecutor(handlers);
        server.createContext("/", this::handle);
        server.start();
    }

    /// Starts on a free port, with the scenarios that come with the testkit.
    public static ModelStub start() throws IOException {
        return start(ScenarioBook.bundled(), "default", 0);
    }

    static ModelStub start(JsonNode scenarios, String defaultScenario, int port)
            throws IOException {
        return new ModelStub(new ScenarioBook(scenarios, defaultScenario), port);
    }

    /// Runs until it is killed: `ModelStub [--port N] [--scenarios FILE] [--scenario NAME]`. Prints
    /// `listening PORT`.
    public static void main(String[] args) throws IOException, InterruptedException {
        ModelStubMain.run(args);
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /// Adds a scenario, or replaces the one of that name.
    ///
    /// @throws IllegalArgumentException if the JSON is no scenario; the message shows the step
    public void putScenario(String name, String json) {
        book.put(name, Json.parse(json));
    }

    /// The latest requests, oldest first, at most 1,000. Control requests and token counts are not
    /// among them.
    public List<RecordedRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /// Opens a gate, now and for whoever comes to it later. A gate that nobody opens cuts its
    /// answer after 60 s.
    public void open(String gate) {
        gates.open(gate);
    }

    /// Waits until an answer has come to a gate: all that stands before it in the scenario has been
    /// sent.
    ///
    /// @throws TimeoutException if none does within `timeout`
    public void awaitReached(String gate, Duration timeout)
            throws InterruptedException, TimeoutException {
        gates.awaitReached(gate, timeout);
    }

    /// Back to the beginning: scenarios, counted errors, requests and gates. Lets through whoever
    /// waits at a gate.
    public void reset() {
        book.reset();
        faults.reset();
        gates.reset();
        synchronized (requests) {
            requests.clear();
            requestsSeen = 0;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        gates.reset();
        server.stop(0);
        handlers.shutdownNow();
        try {
            if (!handlers.awaitTermination(CLOSE_WAIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
                LOG.log(WARNING, "model stub still answers after its close port=" + port());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange http) throws IOException {
        var exchange = new StubExchange(http, ids.next("req"));
        try {
            route(exchange);
        } catch (JacksonException | IllegalArgumentException e) {
            if (exchange.isAnswered()) {
                throw e; // The server cuts the connection.
            }
            exchange.answer(400, failure(String.valueOf(e.getMessage()), "invalid_request_error"));
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("the stub was closed").initCause(e);
        } catch (IOException e) {
            LOG.log(DEBUG, "answer cut path=" + exchange.path() + " cause=" + e.getMessage());
            throw e;
        }
    }

    private void route(StubExchange exchange) throws IOException, InterruptedException {
        var path = exchange.path();
        var raw = exchange.readBody();
        var gemini = GEMINI.matcher(path);
        if (path.startsWith(CONTROL)) {
            control(exchange, path.substring(CONTROL.length()), raw);
        } else if (gemini.matches()) {
            var stream = gemini.group(2).equals("streamGenerateContent");
            if (gemini.group(2).equals("countTokens")) {
                exchange.answer(200, Json.object("totalTokens", Playback.tokens(raw)));
            } else {
                play(exchange, new GeminiDialect(gemini.group(1), stream), raw);
            }
        } else if (path.endsWith("/messages/count_tokens")) {
            exchange.answer(200, Json.object("input_tokens", Playback.tokens(raw)));
        } else if (path.endsWith("/models")) {
            exchange.answer(
                    200,
                    Json.object("object", "list", "data", Json.array(), "models", Json.array()));
        } else {
            var dialect = exchange.method().equals("POST") ? dialect(path) : null;
            if (dialect == null) {
                var what = "no route for " + exchange.method() + " " + path;
                exchange.answer(404, failure(what, "not_found_error"));
            } else {
                play(exchange, dialect, raw);
            }
        }
    }

    private static @Nullable Dialect dialect(String path) {
        if (path.endsWith("/messages")) {
            return new AnthropicDialect();
        } else if (path.endsWith("/responses")) {
            return new ResponsesDialect();
        }
        return path.endsWith("/chat/completions") ? new ChatDialect() : null;
    }

    private void control(StubExchange exchange, String what, String raw) throws IOException {
        JsonNode answer = Json.object("ok", true);
        if (what.startsWith("scenarios/")) {
            putScenario(what.substring("scenarios/".length()), raw);
        } else if (what.startsWith("gates/")) {
            open(what.substring("gates/".length()));
        } else if (what.equals("requests")) {
            answer = Json.node(requests());
        } else if (what.equals("reset")) {
            reset();
        } else {
            exchange.answer(404, failure("no control " + what, "not_found_error"));
            return;
        }
        exchange.answer(200, answer);
    }

    private static JsonNode failure(String message, String type) {
        return Json.object("error", Json.object("message", "stub: " + message, "type", type));
    }

    private void play(StubExchange exchange, Dialect dialect, String raw)
            throws IOException, InterruptedException {
        var body = Json.parse(raw);
        var request = dialect.read(body);
        var choice = book.choose(request);
        record(dialect, request, choice, body);
        var faultKey = dialect.name() + "/" + choice.scenario() + "/" + choice.number();
        for (var step : choice.turn().steps()) {
            if (step instanceof Step.HttpError error
                    && faults.isDue("error " + faultKey, error.timesMax())) {
                var answer = dialect.error(error.status(), error.message());
                exchange.answer(error.status(), answer, error.headers());
                return;
            }
        }
        var stage = new Playback.Stage(gates, ids, faults, closed);
        new Playback(dialect, request, faultKey, stage).play(choice.turn(), exchange);
    }

    private void record(
            Dialect dialect, ModelRequest request, ScenarioBook.Choice choice, JsonNode body) {
        var tools = request.tools().stream().map(ModelRequest.OfferedTool::name).toList();
        synchronized (requests) {
            requests.addLast(
                    new RecordedRequest(
                            requestsSeen++,
                            dialect.name(),
                            request.model(),
                            choice.scenario(),
                            choice.number(),
                            tools,
                            body));
            if (requests.size() > REQUESTS_MAX) {
                requests.removeFirst();
            }
        }
    }
}
