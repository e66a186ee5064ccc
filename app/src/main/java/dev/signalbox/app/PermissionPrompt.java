package dev.signalbox.app;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import java.io.Console;
import java.util.List;

/// Asks the person at the terminal what an agent asks; where there is none, says no for them.
final class PermissionPrompt {
    private final SignalboxClient client;
    private final String sessionId;

    PermissionPrompt(SignalboxClient client, String sessionId) {
        this.client = client;
        this.sessionId = sessionId;
    }

    /// Returns at once; the answer is given on a thread of its own, so that events go on.
    void ask(StreamEvent.PermissionRequested request) {
        var _ =
                Thread.ofVirtual()
                        .name("permission-" + request.requestId())
                        .start(() -> answer(request));
    }

    private void answer(StreamEvent.PermissionRequested request) {
        var options = request.options();
        if (options.isEmpty()) {
            return;
        }
        PermissionOption chosen;
        String reason;
        var console = Terminal.console();
        if (console != null && Terminal.isInteractive()) {
            chosen = choose(console, options);
            reason = "answered at the terminal";
        } else {
            chosen = rejection(options);
            reason = "nobody is at the terminal to be asked";
            System.err.println(
                    "signalbox: "
                            + request.toolName()
                            + " was answered with '"
                            + chosen.id()
                            + "': nobody is at the terminal (--permission-mode bypass asks nobody)");
        }
        try {
            var _ =
                    client.answerPermission(
                            sessionId,
                            request.requestId(),
                            new AnswerPermission(chosen.id(), reason, null));
        } catch (SignalboxException e) {
            Signalbox.say(e.code().name(), String.valueOf(e.getMessage()));
        }
    }

    private static PermissionOption choose(Console console, List<PermissionOption> options) {
        for (int i = 0; i < options.size(); i++) {
            Terminal.line("  " + (i + 1) + ") " + options.get(i).label());
        }
        while (true) {
            var answer = console.readLine("Your choice [1-%d]: ", options.size());
            if (answer == null) {
                return rejection(options);
            }
            for (int i = 0; i < options.size(); i++) {
                if (answer.strip().equals(Integer.toString(i + 1))) {
                    return options.get(i);
                }
            }
        }
    }

    private static PermissionOption rejection(List<PermissionOption> options) {
        return options.stream()
                .filter(option -> option.kind().startsWith("reject"))
                .findFirst()
                .orElse(options.getLast());
    }
}
