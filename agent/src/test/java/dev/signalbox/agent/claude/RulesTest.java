package dev.signalbox.agent.claude;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

class RulesTest {
    private static final String FOLDER = "{'type':'addDirectories','directories':['/etc']}";
    private static final String MODE = "{'type':'setMode','mode':'acceptEdits'}";

    private static @Nullable String text(String tool, String suggestions) throws ProtocolException {
        return Rules.text(
                tool,
                ProtocolJson.read("[" + suggestions.replace('\'', '"') + "]", JsonNode.class));
    }

    private static String rules(String... rules) {
        return "{'type':'addRules','behavior':'allow','rules':[" + String.join(",", rules) + "]}";
    }

    private static String rule(String tool, String content) {
        return "{'toolName':'" + tool + "','ruleContent':'" + content + "'}";
    }

    @Test
    void rulesAreWrittenAsClaudeWritesThem() throws Exception {
        assertThat(text("Bash", rules(rule("Bash", "npm test:*"), rule("Bash", "exit 3"))))
                .isEqualTo("Bash(npm test:*), Bash(exit 3)");
        assertThat(text("mcp__a__b", rules("{'toolName':'mcp__a__b'}"))).isEqualTo("mcp__a__b");
        assertThat(text("Write", MODE + "," + FOLDER))
                .isEqualTo("setMode(acceptEdits), addDirectories(/etc)");
        assertThat(text("Grep", rules(rule("Read", "//etc/**")))).isEqualTo("Read(//etc/**)");
        assertThat(text("Bash", rules(rule("Bash", "touch /etc/x")) + "," + FOLDER + "," + MODE))
                .isEqualTo("Bash(touch /etc/x), addDirectories(/etc), setMode(acceptEdits)");
    }

    @Test
    void oneRuleNeverLooksLikeTwo() throws Exception {
        assertThat(text("Bash", rules(rule("Bash", "a), Bash(b"))))
                .isEqualTo("Bash(a\\), Bash\\(b)")
                .isNotEqualTo(text("Bash", rules(rule("Bash", "a"), rule("Bash", "b"))));
    }

    /// What a command does in a folder is not said by the folder.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            textBlock =
                    """
                    {'type':'addDirectories','directories':['/etc']}
                    {'type':'setMode','mode':'acceptEdits'}
                    {'type':'addRules','behavior':'allow','rules':[{'toolName':'Read','ruleContent':'//etc/**'}]}
                    {'type':'addRules','behavior':'deny','rules':[{'toolName':'Bash'}]}
                    {'type':'addRules','rules':[{'toolName':'Bash'}]},{'type':'removeRules','rules':[]}
                    {'type':'hologram'}
                    """)
    void whereNoTextSaysWhatACommandMayDoOnlyTheSameCommandIsCovered(String suggestions)
            throws Exception {
        assertThat(text("Bash", suggestions)).isNull();
    }
}
