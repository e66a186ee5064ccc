package dev.signalbox.agent.claude;

import dev.signalbox.agent.NativeJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashSet;
import java.util.Set;

/// What Claude suggests to allow for good, as a text: `Bash(npm test:*)`, several joined by ", ".
///
/// Two requests with the same text need the same rules. For tools that do more than touch files it
/// is not the same what they do: Claude suggests a folder for whatever a command does in it. So
/// there a text is made only when a rule of the tool itself is in it.
final class Rules {
    private static final Set<String> FILE_TOOLS =
            Set.of(
                    "Read",
                    "Glob",
                    "Grep",
                    "LS",
                    "NotebookRead",
                    "Edit",
                    "MultiEdit",
                    "Write",
                    "NotebookEdit");

    private Rules() {}

    /// @param suggestions Claude's `permission_suggestions`
    /// @return null when no text says what would be covered
    static @Nullable String text(String toolName, JsonNode suggestions) {
        var texts = new LinkedHashSet<String>();
        boolean isOwn = FILE_TOOLS.contains(toolName);
        for (var suggestion : suggestions) {
            switch (NativeJson.string(suggestion, "type", "")) {
                case "addRules" -> {
                    if (!NativeJson.string(suggestion, "behavior", "allow").equals("allow")) {
                        return null;
                    }
                    for (var rule : suggestion.path("rules")) {
                        isOwn |= NativeJson.string(rule, "toolName", "").equals(toolName);
                        texts.add(rule(rule));
                    }
                }
                case "setMode" ->
                        texts.add("setMode(" + NativeJson.string(suggestion, "mode", "") + ")");
                case "addDirectories" -> {
                    for (var directory : suggestion.path("directories")) {
                        texts.add("addDirectories(" + escaped(directory.asString("")) + ")");
                    }
                }
                default -> {
                    return null; // One that takes something away, or one that is new.
                }
            }
        }
        return isOwn && !texts.isEmpty() ? String.join(", ", texts) : null;
    }

    private static String rule(JsonNode rule) {
        var tool = NativeJson.string(rule, "toolName", "");
        @Nullable String content = NativeJson.string(rule, "ruleContent");
        return content == null ? tool : tool + "(" + escaped(content) + ")";
    }

    /// As Claude writes it in its settings, so that no content can look like two rules.
    private static String escaped(String content) {
        return content.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)");
    }
}
