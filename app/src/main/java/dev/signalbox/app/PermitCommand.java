package dev.signalbox.app;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(
        name = "permit",
        mixinStandardHelpOptions = true,
        description = {
            "Answers what the agent of a session asks. The first answer wins, whoever gives it.",
            ""
        },
        footer = {
            "",
            "What waits, with its options, and what was allowed for the whole session:",
            "  signalbox permit ID",
            "Allow it this once, allow the like of it in this session, or reject it and say why:",
            "  signalbox permit ID REQUEST allow_once",
            "  signalbox permit ID REQUEST allow_always",
            "  signalbox permit ID REQUEST reject_once --message 'use the test database'",
            "Answer a question with one of its options, with two of them, or in your own words:",
            "  signalbox permit ID REQUEST --answer q1=o2",
            "  signalbox permit ID REQUEST --answer q1=o1 --answer q1=o2",
            "  signalbox permit ID REQUEST --answer q1='neither, make it green'",
            "Take back what was allowed for the whole session; the agent asks again:",
            "  signalbox permit ID --revoke GRANT"
        })
final class PermitCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The session.")
    private String id = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "REQUEST",
            description = "The request to answer (default: list those that wait).")
    private @Nullable String request;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "OPTION",
            description = "One of the request's options; may be left out with --answer.")
    private @Nullable String option;

    @Option(
            names = "--message",
            paramLabel = "TEXT",
            description = "What to tell the agent besides.")
    private @Nullable String message;

    @Option(
            names = "--answer",
            paramLabel = "QUESTION=VALUE",
            description =
                    "The answer to a question: the id or label of an option, or a text. Again for"
                            + " another option or question.")
    private List<String> answers = List.of();

    @Option(
            names = "--revoke",
            paramLabel = "GRANT",
            description = "Take back what was allowed for the whole session.")
    private @Nullable String revoke;

    @Override
    public Integer call() {
        try (var client = server.connect()) {
            if (revoke != null) {
                revoke(client, revoke);
            } else if (request == null) {
                list(client);
            } else {
                answer(client, request);
            }
        }
        return 0;
    }

    private void revoke(SignalboxClient client, String grant) {
        if (request != null) {
            throw bad("--revoke takes back a grant and answers no request: leave one of them out");
        }
        client.revokeGrant(id, grant);
        if (!server.json()) {
            Terminal.line("revoked " + grant);
        }
    }

    // ---- what waits

    private void list(SignalboxClient client) {
        if (message != null || !answers.isEmpty()) {
            throw bad("say which request is answered: 'signalbox permit " + id + "' lists them");
        }
        var waiting = client.permissions(id).items().stream().filter(PermitCommand::waits).toList();
        var grants = client.permissionGrants(id).items();
        if (server.json()) {
            Terminal.line(
                    ProtocolJson.write(Map.of("permissions", waiting, "permissionGrants", grants)));
            return;
        }
        waiting.forEach(PermitCommand::print);
        print(grants);
        if (waiting.isEmpty()) {
            Terminal.line("nothing waits for an answer");
        }
    }

    private static boolean waits(PermissionView one) {
        return one.state().equals("pending");
    }

    private static void print(PermissionView one) {
        var deadline = one.request().path("deadline");
        var lines =
                PermissionText.lines(
                        asked(one),
                        deadline.isString() ? Instant.parse(deadline.stringValue()) : null);
        Terminal.line(one.requestId() + "  " + lines.getFirst());
        lines.stream().skip(1).forEach(line -> Terminal.line("    " + line));
    }

    private static void print(List<PermissionGrant> grants) {
        if (!grants.isEmpty()) {
            Terminal.line("allowed in this session:");
            grants.forEach(grant -> Terminal.line("    " + PermissionText.grant(grant)));
        }
    }

    private static StreamEvent.PermissionRequested asked(PermissionView one) {
        try {
            var tree = one.request().deepCopy();
            if (tree instanceof ObjectNode object) {
                object.put("type", "permission_requested");
            }
            return ProtocolJson.bind(tree, StreamEvent.PermissionRequested.class);
        } catch (ProtocolException e) {
            throw new SignalboxException(
                    ErrorCode.INTERNAL, "a request that is none: " + e.getMessage(), e);
        }
    }

    // ---- the answer

    private void answer(SignalboxClient client, String requestId) {
        boolean isPlain = option != null && answers.isEmpty();
        var known = isPlain ? null : known(client, requestId);
        var chosen = option == null ? chosen(known) : option;
        var answered =
                client.answerPermission(
                        id,
                        requestId,
                        new AnswerPermission(
                                chosen, message, answers.isEmpty() ? null : answers(known)));
        Terminal.line(
                server.json()
                        ? ProtocolJson.write(answered)
                        : "answered " + requestId + " with " + answered.optionId());
    }

    private StreamEvent.@Nullable PermissionRequested known(
            SignalboxClient client, String requestId) {
        return client.permissions(id).items().stream()
                .filter(one -> one.requestId().equals(requestId))
                .findFirst()
                .map(PermitCommand::asked)
                .orElse(null);
    }

    /// The option that was meant when only answers were given.
    private String chosen(StreamEvent.@Nullable PermissionRequested known) {
        if (known == null) {
            throw new SignalboxException(
                    ErrorCode.PERMISSION_NOT_FOUND,
                    "no permission request has the id "
                            + request
                            + " ('signalbox permit "
                            + id
                            + "' lists them)");
        }
        if (!answers.isEmpty()) {
            for (var one : known.options()) {
                if (!PermissionDialog.rejects(one)) {
                    return one.id();
                }
            }
        }
        throw bad(
                "say which option: "
                        + String.join(
                                ", ", known.options().stream().map(one -> one.id()).toList()));
    }

    private Map<String, JsonNode> answers(StreamEvent.@Nullable PermissionRequested known) {
        Map<String, List<String>> said = new LinkedHashMap<>();
        for (var answer : answers) {
            int equals = answer.indexOf('=');
            if (equals < 1) {
                throw bad("--answer takes QUESTION=VALUE, not '" + answer + "'");
            }
            said.computeIfAbsent(answer.substring(0, equals), _ -> new ArrayList<>())
                    .add(answer.substring(equals + 1));
        }
        Map<String, JsonNode> all = new LinkedHashMap<>();
        said.forEach(
                (question, values) -> all.put(question, value(question(known, question), values)));
        return all;
    }

    private static @Nullable Question question(
            StreamEvent.@Nullable PermissionRequested known, String question) {
        if (known == null || known.questions() == null) {
            return null; // The server says so.
        }
        return known.questions().stream()
                .filter(one -> one.id().equals(question))
                .findFirst()
                .orElse(null);
    }

    /// Options where the values name some, else a text; the server says what is wrong with either.
    static JsonNode value(@Nullable Question question, List<String> values) {
        var chosen = new ArrayList<String>();
        for (var value : values) {
            var option = question == null ? null : option(question, value);
            chosen.add(option == null ? value : option);
        }
        boolean areOptions =
                question != null
                        && chosen.stream()
                                .allMatch(one ->
                                        question.options().stream()
                                                .anyMatch(option -> option.id().equals(one)));
        boolean isText =
                !areOptions && values.size() == 1 && (question == null || question.freeText());
        return isText ? ProtocolJson.text(values.getFirst()) : ProtocolJson.tree(chosen);
    }

    private static @Nullable String option(Question question, String value) {
        for (var option : question.options()) {
            if (option.id().equals(value)) {
                return option.id();
            }
        }
        for (var option : question.options()) {
            if (option.label().equalsIgnoreCase(value.strip())) {
                return option.id();
            }
        }
        return null;
    }

    private static SignalboxException bad(String message) {
        return new SignalboxException(ErrorCode.BAD_REQUEST, message);
    }
}
