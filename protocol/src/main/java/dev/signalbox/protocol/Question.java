package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/// A question that the agent asks a person.
///
/// @param multiple more than one option may be chosen
/// @param freeText the answer may be a text of one's own
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Question(
        String id,
        @Nullable String header,
        String text,
        Boolean multiple,
        Boolean freeText,
        List<Option> options,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Question {
        Require.field(id, "question.id");
        Require.field(text, "question.text");
        Require.field(multiple, "question.multiple");
        Require.field(freeText, "question.freeText");
        options = Require.list(options, "question.options");
        others = Require.others(others);
    }

    /// One answer on offer.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Option(
            String id,
            String label,
            @Nullable String description,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
        public Option {
            Require.field(id, "question.option.id");
            Require.field(label, "question.option.label");
            others = Require.others(others);
        }
    }
}
