package dev.signalbox.server;

import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Ends streams whose reader may no longer read: asks about every open stream's token every few
/// seconds, and at once when a key was revoked. A stream that does not end when it is told to within
/// five is cut off. One virtual thread of its own, from [#start] to [#close].
final class AccessCheck implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AccessCheck.class.getName());

    /// Two looks and a goodbye are to fit into the 15 s that are promised.
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private static final long GOODBYE_NANOS = Duration.ofSeconds(5).toNanos();

    private final LiveStreams streams;
    private final long pauseNanos;
    private final Signal signal = new Signal();
    private final Thread thread = Thread.ofVirtual().name("access-check").unstarted(this::run);

    /// Streams that were told to end, and when.
    private Map<LiveStreams.Stream, Long> dismissed = new HashMap<>();

    /// @param heartbeat how often streams say that they live: they are asked about no less often
    AccessCheck(LiveStreams streams, Duration heartbeat) {
        this.streams = streams;
        pauseNanos = Math.min(PAUSE_MAX.toNanos(), heartbeat.toNanos());
    }

    void start() {
        thread.start();
    }

    /// Looks without waiting for the next turn. Any thread.
    void soon() {
        signal.raise();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                signal.await(pauseNanos);
                look();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "access check ends", e);
        }
    }

    private void look() {
        Map<Credentials, Boolean> known = new HashMap<>();
        Map<LiveStreams.Stream, Long> refused = new HashMap<>();
        streams.forEach(stream -> {
            @Nullable Credentials credentials = stream.credentials();
            if (credentials != null && !isValid(credentials, known)) {
                refused.put(stream, dismiss(stream));
            }
        });
        dismissed = refused;
    }

    /// @return when it was told to end
    private long dismiss(LiveStreams.Stream stream) {
        long now = System.nanoTime();
        @Nullable Long told = dismissed.get(stream);
        if (told == null) {
            LOG.log(Level.INFO, "stream ended cause=unauthenticated who=" + stream.credentials());
            Thread.ofVirtual()
                    .name("stream-dismiss")
                    .start(() -> {
                        try {
                            stream.finish(CloseCode.UNAUTHENTICATED, Admission.NO_LONGER);
                        } catch (InterruptedException e) {
                            stream.abort();
                        }
                    });
            return now;
        }
        if (now - told >= GOODBYE_NANOS) {
            stream.abort();
        }
        return told;
    }

    /// A failure of the check is no answer: the stream is asked about again next time.
    private static boolean isValid(Credentials credentials, Map<Credentials, Boolean> known) {
        return known.computeIfAbsent(
                credentials,
                it -> {
                    try {
                        return it.again() != null;
                    } catch (SignalboxException e) { // The issuer is down, as its own line says.
                        LOG.log(Level.DEBUG, "a token cannot be checked again", e);
                        return true;
                    } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, "a token cannot be checked again", e);
                        return true;
                    }
                });
    }
}
