package dev.signalbox.app;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Asks the person at the terminal what an agent asks, one thing after the other.
final class PermissionPrompt {
    private final SignalboxClient client;
    private final String sessionId;
    private final boolean isAlone;
    private final long before;
    private final Set<String> waitingBefore;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock oneAtATime = new ReentrantLock();

    private PermissionPrompt(
            SignalboxClient client,
            String sessionId,
            boolean isAlone,
            long before,
            Set<String> waitingBefore) {
        this.client = client;
        this.sessionId = sessionId;
        this.isAlone = isAlone;
        this.before = before;
        this.waitingBefore = waitingBefore;
    }

    /// For a session that nobody else can reach: where no person is, it says no for them.
    static PermissionPrompt alone(SignalboxClient client, String sessionId) {
        return new PermissionPrompt(client, sessionId, true, 0, Set.of());
    }

    /// For a session of a server: where no person is, it says how others answer.
    static PermissionPrompt shared(SignalboxClient client, String sessionId) {
        var session = client.session(sessionId);
        var waiting = Set.copyOf(session.runtime().pendingPermissions());
        return new PermissionPrompt(client, sessionId, false, session.headSeq(), waiting);
    }

    /// Returns at once; an answer is given on a thread of its own, so that events go on.
    void event(Envelope envelope) {
        switch (envelope.event()) {
            case SessionEvent.PermissionRequested(var request, _) -> {
                boolean isHistory =
                        envelope.seq() <= before && !waitingBefore.contains(request.requestId());
                if (!isHistory) {
                    open.add(request.requestId());
                    var _ =
                            Thread.ofVirtual()
                                    .name("permission-" + request.requestId())
                                    .start(() -> answer(request));
                }
            }
            case SessionEvent.PermissionResolved resolved -> open.remove(resolved.requestId());
            default -> {} // The other events ask nothing.
        }
    }

    private void answer(StreamEvent.PermissionRequested request) {
        try {
            if (Terminal.isInteractive()) {
                oneAtATime.lock();
                try {
                    askPerson(request);
                } finally {
                    oneAtATime.unlock();
                }
            } else if (isAlone) {
                rejectForNobody(request);
            } else {
                System.err.println(
                        "signalbox: request "
                                + request.requestId()
                                + " waits for an answer: signalbox permit "
                                + sessionId
                                + " "
                                + request.requestId()
                                + " OPTION");
            }
        } catch (SignalboxException e) {
            if (e.code() != ErrorCode.PERMISSION_ALREADY_RESOLVED || Terminal.isInteractive()) {
                Signalbox.say(e.code().name(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void askPerson(StreamEvent.PermissionRequested request) {
        var console = Terminal.console();
        if (console == null || !open.contains(request.requestId())) {
            return; // Answered by somebody else while another one was asked.
        }
        console.printf("%s (request %s)%n", request.toolName(), request.requestId());
        var dialog =
                new PermissionDialog(
                        line -> console.printf("%s%n", line),
                        prompt -> console.readLine("%s", prompt));
        @Nullable AnswerPermission answer = dialog.ask(request);
        if (answer == null) {
            console.printf("Not answered: 'signalbox permit' still can.%n");
        } else {
            var _ = client.answerPermission(sessionId, request.requestId(), answer);
        }
    }

    private void rejectForNobody(StreamEvent.PermissionRequested request) {
        var how =
                "nobody is at the terminal (--permission-mode bypass asks nobody; on a server of"
                        + " 'signalbox serve' a request waits for 'signalbox permit')";
        var rejection = PermissionDialog.rejection(request.options());
        if (rejection == null) {
            System.err.println("signalbox: " + request.toolName() + " ends the query: " + how);
            var _ = client.interrupt(sessionId);
            return;
        }
        System.err.println(
                "signalbox: "
                        + request.toolName()
                        + " was answered with '"
                        + rejection.id()
                        + "': "
                        + how);
        var _ =
                client.answerPermission(
                        sessionId,
                        request.requestId(),
                        new AnswerPermission(
                                rejection.id(), "nobody is at the terminal to be asked", null));
    }
}
