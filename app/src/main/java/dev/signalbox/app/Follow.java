package dev.signalbox.app;

import dev.signalbox.client.SessionListener;
import dev.signalbox.client.SessionSubscription;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// Follows a session for a command.
final class Follow {
    private Follow() {}

    /// Prints events until the session is deleted or the process is told to end.
    static void untilDeleted(
            SignalboxClient client,
            String sessionId,
            SubscribeOptions options,
            Consumer<Envelope> printer)
            throws InterruptedException {
        try (var subscription = client.subscribe(sessionId, options, new Printing(printer))) {
            await(subscription);
        }
    }

    private static void await(SessionSubscription subscription) throws InterruptedException {
        try {
            subscription.ended().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SignalboxException known) {
                throw known;
            }
            throw new SignalboxException(ErrorCode.INTERNAL, "cannot follow the session: " + e, e);
        }
    }

    /// Hands events on, and says on stderr when the connection is lost.
    record Printing(Consumer<Envelope> printer) implements SessionListener {
        @Override
        public void event(Envelope event) {
            printer.accept(event);
        }

        @Override
        public void disconnected(String why, Duration retryIn) {
            System.err.println(
                    "signalbox: connection lost ("
                            + why
                            + "), next try in "
                            + retryIn.toMillis()
                            + " ms");
        }
    }
}
