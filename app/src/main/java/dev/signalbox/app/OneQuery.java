package dev.signalbox.app;

import dev.signalbox.client.SessionListener;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Sends one message to a session and shows what happens until its query has ended.
final class OneQuery implements SessionListener {
    private static final Duration EVER = Duration.ofDays(36_500);

    private final Consumer<Envelope> printer;
    private final PermissionPrompt permissions;
    private final CompletableFuture<QueryOutcome> outcome = new CompletableFuture<>();
    private @Nullable QueryOutcome ended; // Of the subscription's thread.

    private OneQuery(Consumer<Envelope> printer, PermissionPrompt permissions) {
        this.printer = printer;
        this.permissions = permissions;
    }

    /// @param sessionId a session that has had no query before
    static QueryOutcome run(
            SignalboxClient client, String sessionId, String prompt, Consumer<Envelope> printer)
            throws InterruptedException {
        return run(client, sessionId, prompt, printer, EVER);
    }

    /// As the other, and gives up after a while.
    static QueryOutcome run(
            SignalboxClient client,
            String sessionId,
            String prompt,
            Consumer<Envelope> printer,
            Duration max)
            throws InterruptedException {
        var watch = new OneQuery(printer, PermissionPrompt.alone(client, sessionId));
        try (var _ = client.subscribe(sessionId, SubscribeOptions.after(0), watch)) {
            var _ = client.sendMessage(sessionId, prompt);
            return watch.outcome.get(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SignalboxException(
                    ErrorCode.RUNNER_UNRESPONSIVE,
                    "the query has not ended after " + max.toSeconds() + " s",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SignalboxException known) {
                throw known;
            }
            throw new SignalboxException(ErrorCode.INTERNAL, "cannot follow the session: " + e, e);
        }
    }

    @Override
    public void event(Envelope envelope) {
        printer.accept(envelope);
        permissions.event(envelope);
        switch (envelope.event()) {
            case SessionEvent.QueryEnded end -> ended = end.outcome();
            case SessionEvent.Status(var runtime) -> {
                // The status after the end is the last thing to be shown.
                if (ended != null && runtime.activeQuery() == null) {
                    outcome.complete(ended);
                }
            }
            default -> {}
        }
    }

    @Override
    public void deleted() {
        outcome.completeExceptionally(
                new SignalboxException(ErrorCode.SESSION_NOT_FOUND, "the session was deleted"));
    }

    @Override
    public void failed(SignalboxException why) {
        outcome.completeExceptionally(why);
    }
}
