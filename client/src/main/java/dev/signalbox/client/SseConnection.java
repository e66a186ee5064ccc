package dev.signalbox.client;

import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A stream of server-sent events. Joins by its address and `Last-Event-ID`.
///
/// One virtual thread reads the stream, one event ahead of the subscription; [#close] ends it.
final class SseConnection implements Connection {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int END_OF_STREAM = 1006;

    private final Rest rest;
    private final String sessionId;
    private final EventFilter filter;
    private final BlockingQueue<Inbound> inbound = new ArrayBlockingQueue<>(1);
    private @Nullable InputStream stream;
    private @Nullable Thread reader;

    SseConnection(Rest rest, String sessionId, SubscribeOptions options) {
        this.rest = rest;
        this.sessionId = sessionId;
        this.filter = options.filter();
    }

    /// Sends the request and begins to read.
    ///
    /// @throws SignalboxException if nobody answers, or the answer is no
    @Override
    public @Nullable String join(EventCursor cursor) throws InterruptedException {
        var levels = filter.minLogLevel();
        var deltas = filter.deltas();
        var tracks = filter.tracks();
        String path =
                "/api/v1/sessions/"
                        + QueryString.encode(sessionId)
                        + "/events/stream"
                        + new QueryString()
                                .with("after", cursor.isPlaced() ? cursor.seq() : null)
                                .with("tracks", tracks == null ? null : WireText.tracks(tracks))
                                .with("types", filter.types())
                                .with("minLogLevel", levels == null ? null : WireText.of(levels))
                                .with("deltas", deltas == null ? null : deltas.wireName());
        var request =
                rest.request(path).timeout(ANSWER_TIMEOUT).header("Accept", "text/event-stream");
        if (cursor.isPlaced() && cursor.epoch() > 0) {
            request.header("Last-Event-ID", cursor.epoch() + "-" + cursor.seq());
        }
        var body = open(request.build(), "GET " + path);
        stream = body;
        reader =
                Thread.ofVirtual()
                        .name("signalbox-client-sse-" + sessionId)
                        .start(() -> read(body));
        return null;
    }

    private InputStream open(HttpRequest request, String what) throws InterruptedException {
        try {
            var answer = rest.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                try (var problem = answer.body()) {
                    throw Problems.of(answer.statusCode(), problem.readAllBytes(), what);
                }
            }
            return answer.body();
        } catch (IOException e) {
            throw Problems.unreachable(e, rest.base(), what);
        }
    }

    private void read(InputStream body) {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            var data = new StringBuilder();
            long epoch = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        inbound.put(new Inbound.Text(data.toString(), epoch));
                        data.setLength(0);
                        epoch = 0;
                    }
                } else if (line.startsWith("id:")) {
                    epoch = epoch(line.substring(3).strip());
                } else if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
                }
            }
            inbound.put(new Inbound.Closed(END_OF_STREAM, "the stream ended"));
        } catch (IOException e) {
            broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closed: nobody reads any more.
        }
    }

    /// Of an id such as `3-812`.
    private static long epoch(String id) {
        int dash = id.indexOf('-');
        boolean isNumber = dash > 0 && id.substring(0, dash).matches("\\d{1,18}");
        return isNumber ? Long.parseLong(id.substring(0, dash)) : 0;
    }

    private void broken(IOException why) {
        try {
            inbound.put(new Inbound.Broken(why)); // Behind the event that still waits.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closed: nobody reads any more.
        }
    }

    @Override
    public @Nullable Inbound next(Duration timeout) throws InterruptedException {
        return inbound.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.interrupt();
        }
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                return; // Given up either way: what it brought has been read.
            }
        }
    }
}
