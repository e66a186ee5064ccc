package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.EventFeed.OpenResult;
import dev.signalbox.runtime.SessionHost;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;

/// `GET /api/v1/sessions/{id}/events/stream`: one session's events as server-sent events. The
/// request's own thread writes them until the client goes, the session is deleted or the server
/// stops.
final class SseStream {
    private static final System.Logger LOG = System.getLogger(SseStream.class.getName());

    private final Duration heartbeat;
    private final SessionHost host;
    private final Access access;
    private final LiveStreams streams;
    private final Pace pace;
    private final InstantSource clock;

    SseStream(
            Duration heartbeat,
            SessionHost host,
            Access access,
            LiveStreams streams,
            Pace pace,
            InstantSource clock) {
        this.heartbeat = heartbeat;
        this.host = host;
        this.access = access;
        this.streams = streams;
        this.pace = pace;
        this.clock = clock;
    }

    void serve(Call call) throws IOException {
        access.require(call.who(), Role.VIEWER, call.sessionId());
        var from = Place.of(call);
        var filter = call.query().filter();
        var outlet = new SseOutlet(call.http().res().getOutputStream());
        var pump = new EventPump(outlet, heartbeat, pace, clock);
        var stream = new OpenStream(pump, Thread.currentThread(), call.credentials());
        streams.requireRoom();
        if (!streams.add(stream)) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED, "the server is stopping; connect again in a moment");
        }
        try {
            streams.admit(stream, call.who());
            serve(call, from, filter, outlet, pump, stream);
        } finally {
            streams.remove(stream);
        }
    }

    private void serve(
            Call call,
            Place from,
            EventFilter filter,
            SseOutlet outlet,
            EventPump pump,
            OpenStream stream)
            throws IOException {
        var response = call.http().res();
        var subscription = pump.subscription(call.sessionId());
        var result =
                host.feed()
                        .open(
                                call.sessionId(),
                                from.after(),
                                from.epoch(),
                                filter,
                                subscription::wake);
        switch (result) {
            case OpenResult.Opened(var cursor, var headSeq, var epoch, _) -> {
                boolean hasBegun = false;
                try {
                    begin(response);
                    hasBegun = true;
                } finally {
                    if (!hasBegun) { // The client has gone already.
                        cursor.close();
                    }
                }
                pump(stream, subscription.opened(cursor, headSeq, epoch));
            }
            case OpenResult.Resync(var reason, var headSeq, var epoch) -> {
                begin(response);
                var resync = new ServerFrame.Resync(call.sessionId(), reason, headSeq, epoch);
                outlet.frame(ProtocolJson.writeBytes(resync));
                outlet.flush();
            }
        }
    }

    private static void begin(HttpServletResponse response) throws IOException {
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Accel-Buffering", "no");
        response.flushBuffer();
    }

    private void pump(OpenStream stream, Subscription subscription) {
        var pump = stream.pump();
        try {
            pump.submit(new Order.Attach(subscription, null));
            pump.runUntilDeleted();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "sse gone session_id=" + subscription.sessionId(), e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "sse ended session_id=" + subscription.sessionId(), e);
        }
    }

    private record OpenStream(EventPump pump, Thread thread, Credentials credentials)
            implements LiveStreams.Stream {
        @Override
        public void finish(int code, String reason) throws InterruptedException {
            pump.submit(new Order.Finish(code, reason));
        }

        @Override
        public void abort() {
            pump.end();
            thread.interrupt();
        }
    }

    /// Where the reader goes on: behind `Last-Event-ID`, else `after`, else from now on.
    private record Place(@Nullable Long after, @Nullable Long epoch) {
        static Place of(Call call) {
            @Nullable String id = call.header("Last-Event-ID");
            if (id == null || id.isEmpty()) {
                return new Place(call.query().seq("after"), null);
            }
            String[] parts = id.split("-", 2);
            try {
                if (parts.length == 2) {
                    return new Place(Long.valueOf(parts[1]), Long.valueOf(parts[0]));
                }
            } catch (NumberFormatException e) {
                throw malformed(id, e);
            }
            throw malformed(id, null);
        }

        private static SignalboxException malformed(String id, @Nullable Exception cause) {
            return new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "Last-Event-ID '" + id + "' is not <epoch>-<seq>",
                    cause);
        }
    }
}
