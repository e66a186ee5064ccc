package dev.signalbox.app;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// Whether sessions work: server, journal, runner and the built-in agent, once through.
final class RunnerCheck {
    private static final Duration MAX = Duration.ofSeconds(30);

    private RunnerCheck() {}

    /// @param isConfigured whether the configuration can be read
    static Check check(boolean isConfigured) throws InterruptedException {
        if (!isConfigured) {
            return Check.note("session", "not tried: the configuration cannot be read", null);
        }
        try {
            var launcher = Wiring.runner();
            if (!Files.isExecutable(launcher)) {
                return Check.broken(
                        "session",
                        launcher + " is not there, or may not be run",
                        "unpack the distribution again");
            }
            return session();
        } catch (SignalboxException e) {
            return broken(e.code().name(), String.valueOf(e.getMessage()));
        }
    }

    private static Check session() throws InterruptedException {
        long begin = System.nanoTime();
        var cause = new AtomicReference<@Nullable QueryCause>();
        QueryOutcome outcome;
        try (var server = EmbeddedServer.start(null)) {
            var options = ProtocolJson.object().put("chunks", 1).put("delayMs", 0);
            var request = new CreateSession("demo", null, null, options, null, null, null);
            outcome =
                    OneQuery.run(
                            server.client(),
                            server.client().createSession(request).id(),
                            "hello",
                            envelope -> {
                                if (envelope.event() instanceof SessionEvent.QueryEnded ended) {
                                    cause.set(ended.cause());
                                }
                            },
                            MAX);
        }
        if (outcome == QueryOutcome.COMPLETED) {
            var took = Duration.ofNanos(System.nanoTime() - begin);
            return Check.ok(
                    "session",
                    "one of the built-in agent was made, ran and was deleted in "
                            + took.toMillis()
                            + " ms");
        }
        var why = cause.get();
        return why == null
                ? broken(ErrorCode.INTERNAL.name(), "the query " + outcome.name())
                : broken(why.code(), why.message());
    }

    private static Check broken(String code, String message) {
        return Check.broken(
                "session",
                "one of the built-in agent did not work: " + code + ": " + message,
                "'signalbox demo' shows it at work");
    }
}
