package dev.signalbox.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// Reads server-sent events.
final class SseReader implements AutoCloseable {
    private final HttpResponse<Stream<String>> response;
    private final Iterator<String> lines;

    /// One event; `id` is empty when it has none.
    record Event(String id, String name, String data) {}

    SseReader(TestServer server, String path, String... headers) {
        this(server, TestServer.TOKEN, path, List.of(headers));
    }

    SseReader(TestServer server, String token, String path, List<String> headers) {
        var request = HttpRequest.newBuilder(server.uri(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        try {
            response = server.client().send(request.build(), BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        lines = response.body().iterator();
    }

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    boolean hasNext() {
        return lines.hasNext();
    }

    Event next() {
        String id = "";
        String name = "";
        String data = "";
        for (; ; ) {
            String line = lines.next();
            if (line.isEmpty()) {
                return new Event(id, name, data);
            }
            String value = line.substring(line.indexOf(": ") + 2);
            switch (line.substring(0, line.indexOf(':'))) {
                case "id" -> id = value;
                case "event" -> name = value;
                case "data" -> data = value;
                default -> throw new IllegalStateException(line);
            }
        }
    }

    Event nextNamed(String name) {
        for (; ; ) {
            var event = next();
            if (event.name().equals(name)) {
                return event;
            }
        }
    }

    /// The data of events with an id, until this `seq`.
    List<String> eventsUntil(long seq) {
        var events = new ArrayList<String>();
        String last = "1-" + seq;
        for (; ; ) {
            var event = next();
            if (!event.id().isEmpty()) {
                events.add(event.data());
                if (event.id().equals(last)) {
                    return events;
                }
            }
        }
    }

    @Override
    public void close() {
        response.body().close();
    }
}
