package dev.signalbox.app;

import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/// Asks a person, line by line.
///
/// @param out what is shown
/// @param in asks for a line with a prompt; null at the end of input
record PermissionDialog(Consumer<String> out, Function<String, @Nullable String> in) {
    /// @return null when the person gave no answer and no option rejects
    @Nullable AnswerPermission ask(StreamEvent.PermissionRequested request) {
        var questions = request.questions();
        return questions == null || questions.isEmpty()
                ? choose(request.options())
                : answer(request.options(), questions);
    }

    private @Nullable AnswerPermission choose(List<PermissionOption> options) {
        for (int i = 0; i < options.size(); i++) {
            out.accept("  " + (i + 1) + ") " + options.get(i).label());
        }
        while (true) {
            var line = in.apply("Your choice [1-" + options.size() + "]: ");
            if (line == null) {
                return rejected(options);
            }
            int chosen = number(line, options.size());
            if (chosen > 0) {
                return new AnswerPermission(options.get(chosen - 1).id(), null, null);
            }
        }
    }

    private @Nullable AnswerPermission answer(
            List<PermissionOption> options, List<Question> questions) {
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        for (var question : questions) {
            @Nullable JsonNode one = answer(question);
            if (one == null) {
                return rejected(options);
            }
            answers.put(question.id(), one);
        }
        return options.stream()
                .filter(option -> !rejects(option))
                .findFirst()
                .map(option -> new AnswerPermission(option.id(), null, answers))
                .orElse(null);
    }

    /// @return null when the person does not want to say
    private @Nullable JsonNode answer(Question question) {
        out.accept(question.text());
        for (int i = 0; i < question.options().size(); i++) {
            var option = question.options().get(i);
            var more = option.description() == null ? "" : " – " + option.description();
            out.accept("  " + (i + 1) + ") " + option.label() + more);
        }
        while (true) {
            var line = in.apply(prompt(question));
            if (line == null || line.isBlank()) {
                return null;
            }
            var answer = read(question, line.strip());
            if (answer != null) {
                return answer;
            }
        }
    }

    private static String prompt(Question question) {
        int count = question.options().size();
        if (count == 0) {
            return "Your answer (nothing = do not answer): ";
        }
        return "Your choice [1-"
                + count
                + (question.multiple() ? ", several as 1,2" : "")
                + "]"
                + (question.freeText() ? ", or in your own words" : "")
                + " (nothing = do not answer): ";
    }

    /// What a line says: numbers of options, or a text where one may be said; null when neither.
    static @Nullable JsonNode read(Question question, String line) {
        var chosen = new TreeSet<Integer>();
        for (var part : line.split("[,\\s]+", -1)) {
            chosen.add(number(part, question.options().size()));
        }
        boolean isChoice = !chosen.contains(0) && (question.multiple() || chosen.size() == 1);
        if (isChoice) {
            return ProtocolJson.tree(
                    chosen.stream().map(i -> question.options().get(i - 1).id()).toList());
        }
        return question.freeText() ? ProtocolJson.text(line) : null;
    }

    /// A number from 1 to the largest; 0 when it is none.
    private static int number(String text, int largest) {
        try {
            int number = Integer.parseInt(text.strip());
            return number >= 1 && number <= largest ? number : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static @Nullable AnswerPermission rejected(List<PermissionOption> options) {
        var rejection = rejection(options);
        return rejection == null ? null : new AnswerPermission(rejection.id(), null, null);
    }

    static @Nullable PermissionOption rejection(List<PermissionOption> options) {
        return options.stream().filter(PermissionDialog::rejects).findFirst().orElse(null);
    }

    static boolean rejects(PermissionOption option) {
        return option.kind().startsWith("reject");
    }
}
