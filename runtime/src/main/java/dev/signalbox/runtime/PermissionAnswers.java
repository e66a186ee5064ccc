package dev.signalbox.runtime;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.Question;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent.PermissionRequested;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Whether an answer is one to what was asked. Pure.
final class PermissionAnswers {
    private PermissionAnswers() {}

    /// @throws SignalboxException `INVALID_OPTION`, which names what is wrong and what would be right
    static void require(PermissionRequested request, AnswerPermission answer) {
        var option = option(request.options(), answer.optionId());
        if (rejects(option)) {
            return; // Who does not answer need not have read the questions.
        }
        @Nullable Map<String, JsonNode> answers = answer.answers();
        boolean isSilent = answers == null || answers.isEmpty();
        List<Question> questions = request.questions() == null ? List.of() : request.questions();
        if (request.kind() == PermissionKind.QUESTION && !questions.isEmpty() && isSilent) {
            throw invalid(
                    "request "
                            + request.requestId()
                            + " is a question: say 'answers' for "
                            + ids(questions, Question::id));
        }
        if (answers != null) {
            answers.forEach((id, said) -> question(question(questions, id), said));
        }
    }

    static boolean rejects(PermissionOption option) {
        return option.kind().startsWith("reject");
    }

    private static PermissionOption option(List<PermissionOption> options, String id) {
        return options.stream()
                .filter(option -> option.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        invalid(
                                "'"
                                        + id
                                        + "' is not one of the options: "
                                        + ids(options, PermissionOption::id)));
    }

    private static Question question(List<Question> questions, String id) {
        return questions.stream()
                .filter(question -> question.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        invalid(
                                questions.isEmpty()
                                        ? "'" + id + "' answers no question: none was asked"
                                        : "'"
                                                + id
                                                + "' is not one of the questions: "
                                                + ids(questions, Question::id)));
    }

    private static void question(Question question, JsonNode said) {
        String name = "question '" + question.id() + "'";
        if (said.isString()) {
            if (!question.freeText()) {
                throw invalid(
                        name
                                + " takes no text of one's own: choose from "
                                + ids(question.options(), Question.Option::id)
                                + ", as a list");
            }
            return;
        }
        if (!said.isArray()) {
            throw invalid(name + " is answered with a list of option ids, or with a text");
        }
        for (var one : said) {
            boolean isOffered =
                    one.isString()
                            && question.options().stream()
                                    .anyMatch(option -> option.id().equals(one.stringValue()));
            if (!isOffered) {
                throw invalid(
                        one
                                + " is not one of the options of "
                                + name
                                + ": "
                                + ids(question.options(), Question.Option::id));
            }
        }
        if (!question.multiple() && said.size() != 1) {
            throw invalid(name + " takes one option, not " + said.size());
        }
    }

    private static <T> String ids(List<T> all, Function<T, String> id) {
        return all.stream().map(id).collect(Collectors.joining(", "));
    }

    private static SignalboxException invalid(String message) {
        return new SignalboxException(ErrorCode.INVALID_OPTION, message);
    }
}
