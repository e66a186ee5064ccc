package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.DeltaMode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.Track;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Set;

/// The same promises over server-sent events.
@Timeout(60)
class SseFaultTest {
    private static final String STREAM = "GET /api/v1/sessions/s1/events/stream";

    private final ScriptedServer server = new ScriptedServer();
    private final SignalboxClient client = new SignalboxClient(server.url(), "t");
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private void follow(SubscribeOptions options) {
        client.subscribe(
                Script.SESSION, options.transport(SubscribeOptions.Transport.SSE), recorder);
    }

    private static void events(ScriptedStream stream, long from, long to) throws Exception {
        for (long seq = from; seq <= to; seq++) {
            stream.event("3-" + seq, Script.event(seq).event().wireName(), Script.json(seq));
        }
    }

    @Test
    void aStreamSaysInItsAddressWhatItWants() throws Exception {
        var filter =
                new EventFilter(
                        Set.of(Track.OPERATIONS, Track.CONVERSATION),
                        Set.of("session:log"),
                        EventFilter.MinLogLevel.OFF,
                        DeltaMode.NONE);
        follow(SubscribeOptions.after(7).filter(filter));
        var request = server.stream().request;
        assertThat(request.line())
                .isEqualTo(
                        STREAM
                                + "?after=7&tracks=conversation%2Coperations&types=session%3Alog"
                                + "&minLogLevel=off&deltas=none");
        assertThat(request.headers())
                .containsEntry("authorization", "Bearer t")
                .containsEntry("accept", "text/event-stream")
                .doesNotContainKey("last-event-id");
    }

    @Test
    void aBrokenStreamGoesOnBehindItsLastEvent() throws Exception {
        server.on("GET /api/v1/sessions/s1/snapshot", 200, Script.snapshot(4, 3));
        follow(SubscribeOptions.fromSnapshot());
        var stream = server.stream();
        assertThat(stream.request.headers()).containsEntry("last-event-id", "3-4");
        events(stream, 5, 6);
        stream.event("heartbeat", "{\"type\":\"heartbeat\",\"at\":\"2026-11-23T10:00:00.123Z\"}");
        events(stream, 6, 7);
        stream.write(": a comment\nid: 3-8\nevent: session:block:delta\ndata: " + "{\"half\":");
        recorder.heard("snapshot@4 5 6 7");
        stream.cut();
        var next = server.stream();
        assertThat(next.request.headers()).containsEntry("last-event-id", "3-7");
        events(next, 8, 9);
        recorder.heard("snapshot@4 5 6 7 break 8 9");
    }

    @Test
    void aLossIsNoticedAndFetched() throws Exception {
        follow(SubscribeOptions.after(0));
        var stream = server.stream();
        events(stream, 1, 2);
        events(stream, 4, 4);
        var next = server.stream();
        assertThat(next.request.line()).isEqualTo(STREAM + "?after=2");
        assertThat(next.request.headers()).containsEntry("last-event-id", "3-2");
        events(next, 3, 5);
        recorder.heard("1 2 break 3 4 5");
    }

    @Test
    void aResyncBringsTheSnapshot() throws Exception {
        follow(SubscribeOptions.after(0));
        server.on("GET /api/v1/sessions/s1/snapshot", 200, Script.snapshot(30, 2));
        server.stream().event("session:resync", Script.resync(30, 2));
        var next = server.stream();
        assertThat(next.request.headers()).containsEntry("last-event-id", "2-30");
        events(next, 31, 31);
        recorder.heard("break snapshot@30 31");
    }

    @Test
    void aSilentStreamIsLeft() throws Exception {
        follow(SubscribeOptions.after(0).silenceMax(Duration.ofMillis(300)));
        events(server.stream(), 1, 2);
        events(server.stream(), 3, 3);
        recorder.heard("1 2 break 3");
    }

    @Test
    void anUnknownSessionFailsIt() {
        server.on(
                STREAM + "?after=0",
                404,
                "{\"code\":\"SESSION_NOT_FOUND\",\"status\":404,\"title\":\"Session not found\","
                        + "\"detail\":\"there is no session s1\"}");
        follow(SubscribeOptions.after(0));
        recorder.heard("failed SESSION_NOT_FOUND");
        assertThat(recorder.failure()).hasMessage("there is no session s1");
    }
}
