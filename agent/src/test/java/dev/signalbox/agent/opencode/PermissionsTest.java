package dev.signalbox.agent.opencode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand.AnswerPermission;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class PermissionsTest {
    private TranslatorRun run;

    @BeforeEach
    void given() {
        run = new TranslatorRun();
        run.translator.queryGiven("q1");
        run.status("busy").message("m1");
    }

    private void call(String status, String input) {
        run.part(
                "'id':'c1','type':'tool','tool':'bash','callID':'x','state':{'status':'%s','input':%s}"
                        .formatted(status, input));
    }

    private void asked(String permission) {
        run.says(
                "permission.asked",
                "'id':'per1','permission':'%s','patterns':['git status'],'always':['git *'],"
                                .formatted(permission)
                        + "'metadata':{'command':'git status'},'tool':{'callID':'x'}");
    }

    private Reply answer(String option, String message) {
        return run.translator.answered(new AnswerPermission("per1", option, message, null));
    }

    private List<String> statuses() {
        return run.events(StreamEvent.BlockUpdate.class).stream()
                .filter(update -> update.updates().containsKey("status"))
                .map(update -> update.updates().get("status").stringValue())
                .toList();
    }

    @Test
    void aCallWaitsWhileAPersonIsAskedWhateverOpenCodeSaysOfIt() {
        call("pending", "{}");
        asked("bash");
        call("running", "{'command':'git status'}"); // Comes after, as it does in truth.
        assertThat(statuses()).containsExactly("waiting");
        var request = run.events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(request.toolName()).isEqualTo("bash");
        assertThat(request.toolUseId()).isEqualTo("x");
        assertThat(request.input().path("command").stringValue()).isEqualTo("git status");
        assertThat(request.rule()).isEqualTo("bash(git *)");
        assertThat(request.title()).isEqualTo("bash: git status");

        assertThat(answer("allow_always", null).body().toString())
                .isEqualTo("{\"reply\":\"once\"}"); // What is allowed for ever can be taken back.
        assertThat(statuses()).containsExactly("waiting", "running");
        run.says("permission.replied", "'requestID':'per1','reply':'once'");
        assertThat(run.events(StreamEvent.PermissionWithdrawn.class)).isEmpty();
        assertThat(answer("allow_once", null)).isNull();
    }

    @Test
    void aRejectionHasAMessageSoThatTheTurnGoesOn() {
        call("running", "{}");
        asked("bash");
        assertThat(answer("reject_once", null).body().toString())
                .isEqualTo("{\"reply\":\"reject\",\"message\":\"The user said no.\"}");
        asked("bash");
        assertThat(answer("reject_once", "not now").path()).isEqualTo("/permission/per1/reply");
    }

    @Test
    void whatSomebodyElseAnsweredIsWithdrawn() {
        call("running", "{}");
        asked("bash");
        run.says("permission.replied", "'requestID':'per1','reply':'reject'");
        assertThat(run.events(StreamEvent.PermissionWithdrawn.class)).hasSize(1);
        asked("bash");
        run.idle().idle();
        assertThat(run.events(StreamEvent.PermissionWithdrawn.class)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "ASK, edit, ASK",
        "ASK, bash, ASK",
        "ACCEPT_EDITS, edit, ALLOW",
        "ACCEPT_EDITS, bash, ASK",
        "BYPASS, external_directory, ALLOW",
        "READ_ONLY, edit, REJECT",
        "READ_ONLY, bash, REJECT",
        "READ_ONLY, webfetch, ASK"
    })
    void aModeAnswersByItself(PermissionMode mode, String permission, String verdict) {
        run.mode = mode;
        asked(permission);
        var replies = run.replies.stream().map(reply -> reply.body().path("reply").stringValue());
        switch (verdict) {
            case "ALLOW" -> assertThat(replies).containsExactly("once");
            case "REJECT" -> assertThat(replies).containsExactly("reject");
            default -> assertThat(replies).isEmpty();
        }
        assertThat(run.events(StreamEvent.PermissionRequested.class))
                .hasSize(verdict.equals("ASK") ? 1 : 0);
    }

    @Test
    void questionsAreAnsweredByLabelsAndTexts() {
        run.says(
                "question.asked",
                "'id':'per1','questions':[{'question':'Which?','header':'H','multiple':true,"
                        + "'options':[{'label':'Red'},{'label':'Blue'}]},{'question':'Why?',"
                        + "'options':[],'custom':false}]");
        var request = run.events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(request.kind()).isEqualTo(PermissionKind.QUESTION);
        assertThat(request.questions().get(0).freeText()).isTrue();
        assertThat(request.questions().get(1).freeText()).isFalse();

        var reply =
                run.translator.answered(
                        new AnswerPermission(
                                "per1",
                                "answer",
                                null,
                                Map.of(
                                        "q1", ProtocolJson.tree(List.of("o1", "o2")),
                                        "q2", ProtocolJson.text("So."))));
        assertThat(reply.path()).isEqualTo("/question/per1/reply");
        assertThat(reply.body().toString())
                .isEqualTo("{\"answers\":[[\"Red\",\"Blue\"],[\"So.\"]]}");
    }

    @Test
    void aQuestionNeedNotBeAnswered() {
        run.says("question.asked", "'id':'per1','questions':[]");
        assertThat(answer("reject_once", null).path()).isEqualTo("/question/per1/reject");
    }
}
