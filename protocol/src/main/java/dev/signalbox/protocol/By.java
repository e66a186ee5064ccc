package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// Who did it: a principal (`{"principal":"…"}`), or a rule (`"deadline"` `"withdrawn"`
/// `"policy"`).
public sealed interface By {
    By DEADLINE = new Rule("deadline");
    By WITHDRAWN = new Rule("withdrawn");
    By POLICY = new Rule("policy");

    /// In a word, for messages.
    @JsonIgnore
    String name();

    record Principal(String principal) implements By {
        public Principal {
            Require.field(principal, "by.principal");
        }

        @Override
        public String name() {
            return principal;
        }

        @JsonValue
        Map<String, String> json() {
            return Map.of("principal", principal);
        }
    }

    record Rule(@JsonValue String name) implements By {
        public Rule {
            Require.field(name, "by");
        }
    }

    static By principal(String principal) {
        return new Principal(principal);
    }

    /// Reads either form.
    ///
    /// @throws IllegalArgumentException if the value is neither
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static By of(JsonNode json) {
        if (json.isString()) {
            return new Rule(json.stringValue());
        }
        if (json.path("principal").isString()) {
            return new Principal(json.path("principal").stringValue());
        }
        throw new IllegalArgumentException("'by' is neither a rule nor a principal");
    }
}
