package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the model asks a person, all at once, and the answers as OpenCode takes them: for each
/// question a list of labels.
record Questions(List<Question> list) {
    Questions {
        list = List.copyOf(list);
    }

    static Questions of(JsonNode given) {
        var questions = new ArrayList<Question>();
        for (var question : given) {
            var options = new ArrayList<Question.Option>();
            for (var option : question.path("options")) {
                options.add(
                        new Question.Option(
                                "o" + (options.size() + 1),
                                NativeJson.string(option, "label", ""),
                                NativeJson.string(option, "description"),
                                Map.of()));
            }
            var custom = question.get("custom");
            questions.add(
                    new Question(
                            "q" + (questions.size() + 1),
                            NativeJson.string(question, "header"),
                            NativeJson.string(question, "question", ""),
                            NativeJson.isTrue(question, "multiple"),
                            custom == null || custom.asBoolean(true),
                            options,
                            Map.of()));
        }
        return new Questions(questions);
    }

    /// @param given by question id: a list of option ids, or a text
    ArrayNode answers(@Nullable Map<String, JsonNode> given) {
        var answers = ProtocolJson.mapperForEmbedding().createArrayNode();
        for (var question : list) {
            var labels = answers.addArray();
            var answer = given == null ? null : given.get(question.id());
            if (answer != null && answer.isString()) {
                labels.add(answer.stringValue());
            } else if (answer != null) {
                for (var chosen : answer) {
                    labels.add(label(question, chosen.asString("")));
                }
            }
        }
        return answers;
    }

    /// The label of an option; what is none is an answer of one's own.
    private static String label(Question question, String id) {
        return question.options().stream()
                .filter(option -> option.id().equals(id))
                .map(Question.Option::label)
                .findFirst()
                .orElse(id);
    }
}
