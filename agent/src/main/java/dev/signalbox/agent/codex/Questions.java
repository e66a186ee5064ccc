package dev.signalbox.agent.codex;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What Codex, or an MCP server by way of it, asks the user: questions, and forms.
final class Questions {
    private Questions() {}

    /// The questions of `request_user_input`.
    static List<Question> ofTool(JsonNode params) {
        var questions = new ArrayList<Question>();
        for (var question : params.path("questions")) {
            var options = new ArrayList<Question.Option>();
            for (var option : question.path("options")) {
                var label = NativeJson.string(option, "label", "");
                var description = NativeJson.string(option, "description");
                options.add(option(options.size(), label, description));
            }
            questions.add(
                    new Question(
                            NativeJson.string(question, "id", "q" + (questions.size() + 1)),
                            NativeJson.string(question, "header"),
                            NativeJson.string(question, "question", ""),
                            false,
                            options.isEmpty() || NativeJson.isTrue(question, "isOther"),
                            options,
                            Map.of()));
        }
        return questions;
    }

    private static Question.Option option(int index, String label, @Nullable String description) {
        return new Question.Option("o" + (index + 1), label, description, Map.of());
    }

    /// The answer to them.
    static ObjectNode toTool(List<Question> questions, Map<String, JsonNode> answers) {
        var said = ProtocolJson.object();
        for (var question : questions) {
            var answer = answers.get(question.id());
            if (answer != null) {
                var one = ProtocolJson.object();
                one.set("answers", words(question, answer));
                said.set(question.id(), one);
            }
        }
        var result = ProtocolJson.object();
        result.set("answers", said);
        return result;
    }

    /// The fields of a form, one question each.
    static List<Question> ofForm(JsonNode schema) {
        var questions = new ArrayList<Question>();
        for (var property : schema.path("properties").properties()) {
            var field = property.getValue();
            var title = NativeJson.string(field, "title");
            var about = NativeJson.string(field, "description");
            var options = options(field);
            questions.add(
                    new Question(
                            property.getKey(),
                            about == null ? null : title,
                            about == null ? (title == null ? property.getKey() : title) : about,
                            type(field).equals("array"),
                            options.isEmpty(),
                            options,
                            Map.of()));
        }
        return questions;
    }

    private static String type(JsonNode field) {
        return NativeJson.string(field, "type", "string");
    }

    private static List<Question.Option> options(JsonNode field) {
        var from = type(field).equals("array") ? field.path("items") : field;
        var options = new ArrayList<Question.Option>();
        if (type(from).equals("boolean")) {
            options.add(new Question.Option("true", "Yes", null, Map.of()));
            options.add(new Question.Option("false", "No", null, Map.of()));
        }
        var names = from.path("enumNames");
        for (var value : from.path("enum")) {
            var label = names.path(options.size()).asString(value.asString(""));
            options.add(new Question.Option(value.asString(""), label, null, Map.of()));
        }
        for (var choice : from.has("oneOf") ? from.path("oneOf") : from.path("anyOf")) {
            var value = NativeJson.string(choice, "const", "");
            var label = NativeJson.string(choice, "title", value);
            options.add(new Question.Option(value, label, null, Map.of()));
        }
        return options;
    }

    /// The form, filled in. An answer that is none for its field is left as it was said.
    static ObjectNode toForm(JsonNode schema, Map<String, JsonNode> answers) {
        var form = ProtocolJson.object();
        for (var property : schema.path("properties").properties()) {
            var answer = answers.get(property.getKey());
            if (answer != null) {
                form.set(property.getKey(), value(type(property.getValue()), answer));
            }
        }
        return form;
    }

    private static JsonNode value(String type, JsonNode answer) {
        if (type.equals("array")) {
            return answer.isArray()
                    ? answer
                    : ProtocolJson.mapperForEmbedding().createArrayNode().add(answer);
        }
        var text = answer.isArray() ? answer.path(0).asString("") : answer.asString("");
        try {
            return switch (type) {
                case "boolean" -> ProtocolJson.tree(Boolean.valueOf(text));
                case "integer" -> ProtocolJson.tree(Long.valueOf(text.strip()));
                case "number" -> ProtocolJson.tree(Double.valueOf(text.strip()));
                default -> ProtocolJson.text(text);
            };
        } catch (NumberFormatException _) {
            return ProtocolJson.text(text);
        }
    }

    /// Chosen options by their labels, or a text of one's own.
    private static ArrayNode words(Question question, JsonNode answer) {
        var words = ProtocolJson.mapperForEmbedding().createArrayNode();
        if (answer.isString()) {
            return words.add(answer.stringValue());
        }
        for (var chosen : answer) {
            var label = chosen.asString("");
            for (var option : question.options()) {
                if (option.id().equals(chosen.asString(""))) {
                    label = option.label();
                }
            }
            words.add(label);
        }
        return words;
    }
}
