package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.testkit.Scenario.Step;
import dev.signalbox.testkit.ScenarioBook.Choice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

class ScenarioBookTest {
    private final ScenarioBook book = new ScenarioBook(ScenarioBook.bundled(), "default");

    private Choice choose(ModelRequests dialect, String prompt, int results) {
        var tools = List.of("Write", "exec_command");
        return book.choose(dialect.dialect(true).read(dialect.body(true, prompt, tools, results)));
    }

    private static String text(Choice choice) {
        return choice.turn().steps().stream()
                .filter(Step.Text.class::isInstance)
                .map(step -> String.join("", ((Step.Text) step).chunks()))
                .reduce("", String::concat);
    }

    @ParameterizedTest
    @EnumSource
    void aTagChoosesTheScenarioInEveryDialect(ModelRequests dialect) {
        assertThat(choose(dialect, "[scenario:thinking] please", 0).scenario())
                .isEqualTo("thinking");
        assertThat(choose(dialect, "no tag", 0).scenario()).isEqualTo("default");
    }

    @ParameterizedTest
    @EnumSource
    void eachToolResultMovesOnByOneTurnInEveryDialect(ModelRequests dialect) {
        assertThat(choose(dialect, "[scenario:write-file]", 0).number()).isZero();
        var second = choose(dialect, "[scenario:write-file]", 1);
        assertThat(second.number()).isEqualTo(1);
        assertThat(text(second)).isEqualTo("I wrote hello.txt.");
        assertThat(text(choose(dialect, "[scenario:write-file]", 2))).isEqualTo("Done.");
    }

    @ParameterizedTest
    @EnumSource
    void variablesAreFilledInEveryDialect(ModelRequests dialect) {
        book.put(
                "vars",
                Json.parse(
                        """
                        {"turns": [{"steps": []}, {"steps": [{"text": "{{cwd}}|{{prompt}}|{{result}}"}]}]}\
                        """));
        var result = dialect == ModelRequests.GEMINI ? "{\"output\":\"out\"}" : "out";

        assertThat(text(choose(dialect, "say it [scenario:vars]", 1)))
                .isEqualTo("/work/here|say it|" + result);
    }

    @Test
    void theLastTagWinsAndResultsBeforeItDoNotCount() {
        var body =
                Json.parse(
                        """
                        {"tools": [{"name": "Bash"}], "messages": [
                          {"role": "user", "content": "[scenario:write-file] one"},
                          {"role": "user", "content": [{"type": "tool_result", "content": "x"}]},
                          {"role": "user", "content": "[scenario:text] and [scenario:shell-ok]"},
                          {"role": "user", "content": [{"type": "tool_result", "content": "a"},
                                                       {"type": "tool_result", "content": "b"}]}]}\
                        """);

        var choice = book.choose(new AnthropicDialect().read(body));

        assertThat(choice.scenario()).isEqualTo("shell-ok");
        assertThat(choice.number()).as("two results in one batch").isEqualTo(1);
        assertThat(text(choice)).isEqualTo("The command printed: b");
    }

    @Test
    void aRequestForJsonGetsTheSmallestValueThatFits() {
        var body =
                Json.parse(
                        """
                        {"messages": [{"role": "user", "content": "[scenario:text]"}],
                         "output_config": {"format": {"schema": {"type": "object", "properties": {
                            "title": {"type": "string"}, "n": {"type": ["integer", "null"]}, "ok": {"type": "boolean"},
                            "none": {"type": "null"}, "list": {"type": "array"}, "kind": {"enum": ["a", "b"]}}}}}}\
                        """);

        var choice = book.choose(new AnthropicDialect().read(body));

        assertThat(choice.scenario()).isEqualTo("(json)");
        assertThat(Json.parse(text(choice)))
                .isEqualTo(
                        Json.parse(
                                """
                                {"title": "stub", "n": 1, "ok": false, "none": null, "list": [], "kind": "a"}\
                                """));
    }

    @Test
    void aSideRequestWithoutToolsGetsATitle() {
        var body =
                Json.parse(
                        """
                        {"system": "Name this.", "messages": [{"role": "user", "content": "[scenario:text]"}]}\
                        """);

        assertThat(book.choose(new AnthropicDialect().read(body)).scenario()).isEqualTo("(side)");
    }

    @Test
    void anUnknownScenarioIsSaidInTheAnswer() {
        assertThat(text(choose(ModelRequests.CHAT, "[scenario:nope]", 0)))
                .isEqualTo("No scenario named nope.");
    }

    @Test
    void whatIsNoScenarioIsRefusedAndShown() {
        assertThatThrownBy(() ->
                        book.put("bad", Json.parse("{\"turns\": [{\"steps\": [{\"txt\": 1}]}]}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a step: {\"txt\":1}");
        assertThat(text(choose(ModelRequests.CHAT, "[scenario:bad]", 0)))
                .isEqualTo("No scenario named bad.");
    }

    @Test
    void aResetForgetsWhatWasPut() {
        book.put("text", Json.parse("{\"turns\": [{\"steps\": [{\"text\": \"changed\"}]}]}"));
        book.put("new", Json.parse("{\"turns\": []}"));
        assertThat(text(choose(ModelRequests.CHAT, "[scenario:text]", 0))).isEqualTo("changed");

        book.reset();

        assertThat(text(choose(ModelRequests.CHAT, "[scenario:text]", 0)))
                .isEqualTo("Hello, this is a streamed answer.");
        assertThat(text(choose(ModelRequests.CHAT, "[scenario:new]", 0))).startsWith("No scenario");
    }

    @Test
    void aSurrogatePairIsNotCut() {
        assertThat(Chunks.of("abc\uD83D\uDE00d", 4)).containsExactly("abc\uD83D\uDE00", "d");
        assertThat(Chunks.of("", 4)).containsExactly("");
    }
}
