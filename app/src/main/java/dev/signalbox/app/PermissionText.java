package dev.signalbox.app;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What an agent asks a person, and the answers, in a few words for a terminal.
final class PermissionText {
    private static final int CHARS_MAX = 300;

    private PermissionText() {}

    /// A request as it waits: what for, and what may be answered.
    static List<String> lines(StreamEvent.PermissionRequested request, @Nullable Instant deadline) {
        var lines = new ArrayList<String>();
        var title = request.title();
        lines.add(
                request.toolName()
                        + (title == null ? "" : ": " + title)
                        + " (request "
                        + request.requestId()
                        + ")");
        var questions = request.questions();
        if (questions == null) {
            lines.add(cut(ProtocolJson.write(request.input())));
        } else {
            questions.forEach(question -> lines.addAll(lines(question)));
        }
        lines.add("options: " + options(request.options()));
        if (request.rule() != null) {
            lines.add("always: " + cut(request.rule()));
        }
        if (deadline != null) {
            lines.add("until: " + deadline);
        }
        return lines;
    }

    private static List<String> lines(Question question) {
        var lines = new ArrayList<String>();
        lines.add(question.id() + ": " + question.text() + " " + how(question));
        question.options()
                .forEach(option ->
                        lines.add(
                                "  "
                                        + option.id()
                                        + ": "
                                        + option.label()
                                        + (option.description() == null
                                                ? ""
                                                : " – " + option.description())));
        return lines;
    }

    private static String how(Question question) {
        var many = question.multiple() ? "one or more" : "one";
        if (question.options().isEmpty()) {
            return "(a text)";
        }
        return "(" + many + (question.freeText() ? ", or a text)" : ")");
    }

    private static String options(List<PermissionOption> options) {
        return options.stream()
                .map(option ->
                        option.label().equals(option.id())
                                ? option.id()
                                : option.id() + " (" + option.label() + ")")
                .collect(Collectors.joining(", "));
    }

    static String resolved(SessionEvent.PermissionResolved resolved) {
        var text = new StringBuilder(resolved.requestId());
        text.append(": ").append(resolved.optionId() == null ? "nothing" : resolved.optionId());
        text.append(", ").append(by(resolved.by()));
        if (resolved.answers() != null) {
            resolved.answers()
                    .forEach((question, answer) ->
                            text.append("\n").append(question).append(" = ").append(answer));
        }
        if (resolved.message() != null) {
            text.append("\n").append(resolved.message());
        }
        return text.toString();
    }

    static String grant(PermissionGrant grant) {
        var what =
                grant.rule() == null
                        ? grant.toolName() + " " + cut(String.valueOf(grant.input()))
                        : grant.toolName() + ": " + cut(grant.rule());
        return grant.id() + "  " + what + "  (" + by(grant.grantedBy()) + ", " + grant.at() + ")";
    }

    static String by(By by) {
        return switch (by) {
            case By.Principal(var name) -> "by " + name;
            case By.Rule(var rule) -> "by " + rule;
        };
    }

    private static String cut(String text) {
        return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "…";
    }
}
