package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.access.Digest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Remembers for a day, in memory, what was answered to a request with an `Idempotency-Key`, so that
/// a client may send it again. Requests that failed had no effect and are not remembered.
final class Idempotency {
    static final int KEY_CHARS_MAX = 200;
    private static final int ANSWERS_MAX = 10_000;
    private static final Duration WINDOW = Duration.ofHours(24);

    private final LongSupplier nanoTime;
    private final Map<Scope, Remembered> remembered = new LinkedHashMap<>();

    /// @param nanoTime the time that passes, as [System#nanoTime] says it
    Idempotency(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// What was answered.
    ///
    /// @param body JSON, or empty
    /// @param isReplay whether an earlier request did the work
    record Answer(int status, byte[] body, boolean isReplay) {
        static Answer of(int status, Object body) {
            return new Answer(status, ProtocolJson.writeBytes(body), false);
        }

        static Answer empty(int status) {
            return new Answer(status, new byte[0], false);
        }

        JsonNode tree() {
            try {
                return ProtocolJson.readObject(body);
            } catch (ProtocolException e) {
                throw new IllegalStateException("an answer of the server is no JSON object", e);
            }
        }

        private Answer replayed() {
            return new Answer(status, body, true);
        }
    }

    /// Does the work, unless it was done before under this key by the same principal on the same
    /// path: then gives that answer, waiting for it while the work goes on.
    ///
    /// @param key null = do the work in any case
    /// @param request the request's body; null when it has none
    /// @throws SignalboxException `IDEMPOTENCY_CONFLICT` when the key was used with another body,
    ///   `BAD_REQUEST` for a key that is too long or empty, and what the work throws
    Answer once(
            Principal who,
            String path,
            @Nullable String key,
            @Nullable Object request,
            Supplier<Answer> work) {
        if (key == null) {
            return work.get();
        }
        if (key.isBlank() || key.length() > KEY_CHARS_MAX) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "Idempotency-Key must have 1 to " + KEY_CHARS_MAX + " characters");
        }
        byte[] body = request == null ? new byte[0] : ProtocolJson.writeBytes(request);
        var scope = new Scope(who.name(), who.tenant(), path, key);
        var mine = new Remembered(Digest.sha256(body), nanoTime.getAsLong());
        @Nullable Remembered earlier = claim(scope, mine);
        if (earlier != null) {
            return earlier.answerTo(mine, key);
        }
        try {
            var answer = work.get();
            mine.answer.complete(answer);
            return answer;
        } catch (RuntimeException e) {
            forget(scope, mine);
            mine.answer.completeExceptionally(e);
            throw e;
        }
    }

    private synchronized @Nullable Remembered claim(Scope scope, Remembered mine) {
        long now = nanoTime.getAsLong();
        var entries = remembered.entrySet().iterator();
        while (entries.hasNext()) {
            boolean isOld = now - entries.next().getValue().at > WINDOW.toNanos();
            if (!isOld && remembered.size() < ANSWERS_MAX) {
                break;
            }
            entries.remove();
        }
        return remembered.putIfAbsent(scope, mine);
    }

    private synchronized void forget(Scope scope, Remembered mine) {
        remembered.remove(scope, mine);
    }

    /// Two tenants may each have a principal of one name.
    private record Scope(String principal, @Nullable String tenant, String path, String key) {}

    private static final class Remembered {
        private final byte[] digest;
        private final long at;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        Remembered(byte[] digest, long at) {
            this.digest = digest;
            this.at = at;
        }

        Answer answerTo(Remembered again, String key) {
            if (!Arrays.equals(again.digest, digest)) {
                throw new SignalboxException(
                        ErrorCode.IDEMPOTENCY_CONFLICT,
                        "Idempotency-Key '" + key + "' was used with another body");
            }
            try {
                return answer.join().replayed();
            } catch (CompletionException e) {
                if (e.getCause() instanceof SignalboxException failed) {
                    throw failed;
                }
                throw e;
            }
        }
    }
}
