package dev.signalbox.server;

import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.runtime.SessionHost.EventsPage;
import dev.signalbox.runtime.SessionHost.EventsRequest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Pages of a session's events and logs.
final class EventResource {
    private final SessionHost host;
    private final Access access;

    EventResource(SessionHost host, Access access) {
        this.host = host;
        this.access = access;
    }

    void events(Call call) {
        access.require(call.who(), Role.VIEWER, call.sessionId());
        var query = call.query();
        answer(
                call,
                new EventsRequest(
                        query.seq("after"),
                        query.limit(),
                        query.filter(),
                        null,
                        null,
                        query.isAscending()));
    }

    void logs(Call call) {
        access.require(call.who(), Role.VIEWER, call.sessionId());
        var query = call.query();
        var level = query.oneOf("minLogLevel", EventFilter.MinLogLevel.class);
        answer(
                call,
                new EventsRequest(
                        query.seq("after"),
                        query.limit(),
                        new EventFilter(null, Set.of("session:log"), level, null),
                        query.oneOf("source", LogSource.class),
                        query.text("contains"),
                        query.isAscending(),
                        query.moment("since"),
                        query.moment("until")));
    }

    private void answer(Call call, EventsRequest request) {
        call.answerJson(json(host.events(call.sessionId(), request)));
    }

    /// A page around the stored bytes.
    private static byte[] json(EventsPage page) {
        var out = new ByteArrayOutputStream(256);
        out.writeBytes(ascii("{\"items\":["));
        String separator = "";
        for (var envelope : page.envelopes()) {
            out.writeBytes(ascii(separator));
            out.writeBytes(envelope);
            separator = ",";
        }
        out.writeBytes(ascii("],\"next\":" + page.next() + "}"));
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
