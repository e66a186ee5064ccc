package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Question;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.StreamEvent.PermissionRequested;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

class PermissionDialogTest {
    private static final List<PermissionOption> OPTIONS =
            List.of(
                    new PermissionOption("once", "allow_once", "Allow"),
                    new PermissionOption("no", "reject_once", "Reject"));
    private static final List<PermissionOption> ANSWER =
            List.of(
                    new PermissionOption("skip", "reject_once", "Do not answer"),
                    new PermissionOption("answer", "answer", "Answer"));
    private static final Question COLOUR = question("q1", false, false);
    private static final Question SIZES = question("q2", true, true);

    private final List<String> shown = new ArrayList<>();

    private static Question question(String id, boolean multiple, boolean freeText) {
        return new Question(
                id,
                null,
                "Which " + id + "?",
                multiple,
                freeText,
                List.of(
                        new Question.Option("a", "First", "the one", Map.of()),
                        new Question.Option("b", "Second", null, Map.of())),
                Map.of());
    }

    /// What is answered by a person who types these lines and then ends the input.
    private @Nullable AnswerPermission answer(
            List<PermissionOption> options, List<Question> questions, String... lines) {
        Deque<String> typed = new ArrayDeque<>(List.of(lines));
        var request =
                new PermissionRequested(
                        "r1",
                        "q",
                        questions.isEmpty() ? null : PermissionKind.QUESTION,
                        null,
                        "Bash",
                        ProtocolJson.object(),
                        null,
                        options,
                        questions.isEmpty() ? null : questions,
                        Map.of());
        return new PermissionDialog(shown::add, _ -> typed.poll()).ask(request);
    }

    @Test
    void anOptionIsChosenByItsNumber() {
        assertThat(answer(OPTIONS, List.of(), "x", "3", " 1 ").optionId()).isEqualTo("once");
        assertThat(shown).containsExactly("  1) Allow", "  2) Reject");
    }

    @Test
    void whoLeavesWithoutAChoiceRejectsAndAllowsNothing() {
        assertThat(answer(OPTIONS, List.of()).optionId()).isEqualTo("no");
        assertThat(answer(OPTIONS.subList(0, 1), List.of())).isNull();
        assertThat(answer(ANSWER, List.of(COLOUR)).optionId()).isEqualTo("skip");
        assertThat(answer(ANSWER, List.of(COLOUR, SIZES), "1", " ").answers()).isNull();
    }

    @Test
    void questionsAreAnsweredOneAfterTheOther() {
        var answer = answer(ANSWER, List.of(COLOUR, SIZES), "red", "1,2", "2", "2, 1");

        assertThat(answer.optionId()).isEqualTo("answer");
        assertThat(answer.answers())
                .containsEntry("q1", ProtocolJson.tree(List.of("b")))
                .containsEntry("q2", ProtocolJson.tree(List.of("a", "b")));
        assertThat(shown)
                .containsExactly(
                        "Which q1?",
                        "  1) First – the one",
                        "  2) Second",
                        "Which q2?",
                        "  1) First – the one",
                        "  2) Second");
    }

    @Test
    void wordsAreATextWhereOneMayBeSaid() {
        assertThat(PermissionDialog.read(SIZES, "1 of each"))
                .isEqualTo(ProtocolJson.text("1 of each"));
        assertThat(PermissionDialog.read(SIZES, "42")).isEqualTo(ProtocolJson.text("42"));
        assertThat(PermissionDialog.read(COLOUR, "42")).isNull();
    }

    @Test
    void aValueOnTheCommandLineIsAnOptionOrAText() {
        assertThat(PermitCommand.value(SIZES, List.of("b", "first")))
                .isEqualTo(ProtocolJson.tree(List.of("b", "a")));
        assertThat(PermitCommand.value(SIZES, List.of("none")))
                .isEqualTo(ProtocolJson.text("none"));
        assertThat(PermitCommand.value(COLOUR, List.of("none")))
                .isEqualTo(ProtocolJson.tree(List.of("none")));
        assertThat(PermitCommand.value(null, List.of("x"))).isEqualTo(ProtocolJson.text("x"));
    }
}
