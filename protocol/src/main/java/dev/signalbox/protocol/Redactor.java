package dev.signalbox.protocol;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Takes secrets out of what is to be kept: values that are known to be secret, what has the form of
/// a provider's key, and what the operator's own patterns match.
///
/// Immutable. Costs one search through a text without secrets.
public final class Redactor {
    /// What stands where a secret was.
    public static final String MARK = "[redacted]";

    /// Shorter values are words like `true` or `prod`, and no secrets.
    public static final int VALUE_CHARS_MIN = 8;

    /// The forms of keys, as their issuers document them: Anthropic and OpenAI, GitHub, GitLab, Slack,
    /// AWS, Google, Hugging Face, npm, our own; JSON Web Tokens, bearer headers, passwords in URLs,
    /// private keys in PEM.
    private static final List<String> KNOWN =
            List.of(
                    "\\bsk-[A-Za-z0-9_-]{20,}",
                    "\\bgh[pousr]_[A-Za-z0-9]{30,}",
                    "\\bgithub_pat_[A-Za-z0-9_]{22,}",
                    "\\bglpat-[A-Za-z0-9_-]{20,}",
                    "\\bxox[abeprs]-[A-Za-z0-9-]{10,}",
                    "\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b",
                    "\\bAIza[0-9A-Za-z_-]{35}",
                    "\\bhf_[A-Za-z0-9]{30,}",
                    "\\bnpm_[A-Za-z0-9]{36}",
                    "\\bsbk_[A-Za-z0-9]+_[A-Za-z0-9_-]{20,}",
                    "\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}",
                    "(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{16,}",
                    "(?<=://)[^/\\s:@\"\\\\]{1,200}:[^/\\s@\"\\\\]{1,200}(?=@)",
                    "-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^\"]*?"
                            + "(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)");

    private final Pattern secrets;

    /// @param values texts that are secret wherever they stand; short ones are left out
    /// @param patterns regular expressions of the operator's
    /// @throws java.util.regex.PatternSyntaxException if one of them is none
    public Redactor(Collection<String> values, Collection<String> patterns) {
        var all = new ArrayList<String>();
        values.stream()
                .filter(value -> value.length() >= VALUE_CHARS_MIN)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(value -> {
                    all.add(Pattern.quote(value));
                    String escaped =
                            value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
                    if (!escaped.equals(value)) {
                        all.add(Pattern.quote(escaped));
                    }
                });
        for (String pattern : patterns) {
            var _ = Pattern.compile(pattern); // Alone, so that what is wrong is said of it alone.
            all.add("(?:" + pattern + ")");
        }
        all.addAll(KNOWN);
        secrets = Pattern.compile(String.join("|", all));
    }

    /// The text without secrets.
    public String clean(String text) {
        return secrets.matcher(text).replaceAll(MARK);
    }

    /// The same JSON object with every text in it cleaned; the same bytes when there is nothing to
    /// take out.
    ///
    /// @throws ProtocolException if it is no JSON object
    public byte[] clean(byte[] json) throws ProtocolException {
        if (!secrets.matcher(new String(json, StandardCharsets.UTF_8)).find()) {
            return json;
        }
        var tree = ProtocolJson.readObject(json);
        clean(tree);
        return ProtocolJson.writeBytes(tree);
    }

    private void clean(ObjectNode object) {
        object.properties().forEach(member -> member.setValue(cleaned(member.getValue())));
    }

    private JsonNode cleaned(JsonNode node) {
        switch (node) {
            case ObjectNode object -> clean(object);
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, cleaned(array.get(i)));
                }
            }
            default -> {
                return node.isString() ? ProtocolJson.tree(clean(node.stringValue())) : node;
            }
        }
        return node;
    }
}
