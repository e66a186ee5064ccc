package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.Map;

/// What an agent asks, who answers it, and what the agent is told.
class PermissionsTest extends PermissionsFixture {
    @Test
    void aPersonsAnswerIsJournaledAndReachesTheAgent() {
        asks("r1", "'title':'List files'");
        assertThat(fixture.host.session(id).runtime().pendingPermissions()).containsExactly("r1");

        var answered = answer("r1", "once", BOB);

        assertThat(answered.state()).isEqualTo("resolved");
        assertThat(answered.by()).isEqualTo(BOB);
        assertThat(told("r1")).containsExactly("once");
        assertThat(resolution("r1").message()).isEqualTo("because");
        assertThat(fixture.types(id))
                .containsSubsequence("session:permission:requested", "session:permission:resolved");
        assertThat(fixture.host.session(id).runtime().pendingPermissions()).isEmpty();
    }

    @Test
    void theFirstAnswerWinsAndALaterOneLearnsWhoseItWas() {
        asks("r1", "");
        answer("r1", "no", BOB);

        assertThatThrownBy(() -> answer("r1", "once", HostFixture.ANNA))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_ALREADY_RESOLVED);
                            assertThat(e.details())
                                    .containsEntry("optionId", "no")
                                    .containsEntry("by", ProtocolJson.tree(BOB))
                                    .containsEntry("message", "because")
                                    .containsKey("resolvedAt");
                        })
                .hasMessageContainingAll("r1", "'no'", "bob");
        assertThat(told("r1")).containsExactly("no");
        assertRefused(ErrorCode.PERMISSION_NOT_FOUND, () -> answer("r9", "once", BOB), "r9");
    }

    @Test
    void anOptionThatIsNotOnOfferIsRefusedAndTheRequestStillWaits() {
        asks("r1", "");

        assertRefused(
                ErrorCode.INVALID_OPTION,
                () -> answer("r1", "maybe", BOB),
                "maybe",
                "once, always, no");

        assertThat(view("r1").state()).isEqualTo("pending");
        answer("r1", "once", BOB);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            delimiter = '|',
            textBlock =
                    """
                    {}                          | say 'answers'
                    {'q9':['o1']}               | 'q9' is not one of the questions: q1, q2
                    {'q1':['o9']}               | "o9" is not one of the options of question 'q1': o1, o2
                    {'q1':['o1','o2']}          | question 'q1' takes one option, not 2
                    {'q1':[]}                   | question 'q1' takes one option, not 0
                    {'q1':'green'}              | question 'q1' takes no text of one's own
                    {'q1':['o1'],'q2':['xl']}   | "xl" is not one of the options of question 'q2'
                    {'q2':[5]}                  | 5 is not one of the options
                    {'q2':true}                 | question 'q2' is answered with a list
                    """)
    void anAnswerThatDoesNotFitItsQuestionIsRefusedByName(String answers, String why) {
        asks("r1", "'kind':'question','questions':" + QUESTIONS + ",'options':" + ANSWER);

        assertRefused(ErrorCode.INVALID_OPTION, () -> say("r1", "answer", answers), why);

        say("r1", "answer", "{'q1':['o2'],'q2':['s','l']}");
        assertThat(resolution("r1").answers()).containsKeys("q1", "q2");
    }

    private void say(String requestId, String optionId, @Nullable String answers) {
        Map<String, JsonNode> map = new LinkedHashMap<>();
        if (answers != null) {
            json(answers).properties().forEach(one -> map.put(one.getKey(), one.getValue()));
        }
        var _ =
                fixture.host.answer(
                        id,
                        requestId,
                        new AnswerPermission(optionId, null, answers == null ? null : map),
                        BOB);
    }

    @Test
    void aQuestionIsAnsweredInOnesOwnWordsOrNotAtAll() {
        var question = "'kind':'question','questions':" + QUESTIONS + ",'options':" + ANSWER;
        asks("r1", question);
        asks("r2", question);
        assertRefused(ErrorCode.INVALID_OPTION, () -> say("r1", "answer", null), "answers", "q1");

        say("r1", "answer", "{'q2':'as large as it gets'}");
        say("r2", "skip", null);

        assertThat(runner.commands)
                .contains(
                        new RunnerCommand.AnswerPermission(
                                "r1",
                                "answer",
                                null,
                                Map.of("q2", ProtocolJson.text("as large as it gets"))),
                        new RunnerCommand.AnswerPermission("r2", "skip", null, null));
    }

    @Test
    void answersToNothingAskedAreRefused() {
        asks("r1", "");

        assertRefused(
                ErrorCode.INVALID_OPTION, () -> say("r1", "once", "{'q1':['o1']}"), "q1", "none");

        say("r1", "once", null);
    }

    @Test
    void whatTheAgentWithdrawsWaitsForNobody() {
        asks("r1", "");

        runner.say(new StreamEvent.PermissionWithdrawn("r1", "changed its mind"));

        HostFixture.awaitTrue(() -> view("r1").state().equals("resolved"));
        assertThat(resolution("r1").by()).isEqualTo(By.WITHDRAWN);
        assertThat(resolution("r1").optionId()).isNull();
        assertThat(told("r1")).isEmpty();
        assertRefused(
                ErrorCode.PERMISSION_ALREADY_RESOLVED,
                () -> answer("r1", "once", BOB),
                "withdrawn");
    }

    @Test
    void theEndOfAQueryTakesItsRequestsBackButNotThoseOfASubagentAtWork() {
        runner.sayJson(
                ("{'type':'block_start','conversationId':'sub','block':{'type':'tool_use','id':'b1',"
                                + "'timestamp':'2026-01-01T00:00:00.000Z','toolName':'Bash',"
                                + "'toolUseId':'u1','input':{},'status':'waiting'}}")
                        .replace('\'', '"'));
        asks("r1", "");
        asks("r2", "'toolUseId':'u1'");

        fixture.complete(id, query);

        assertThat(view("r1").by()).isEqualTo(By.WITHDRAWN);
        assertThat(view("r2").state()).isEqualTo("pending");
        answer("r2", "once", BOB);
        assertThat(told("r2")).containsExactly("once");
    }

    @Test
    void anIdThatWasUsedBeforeIsRejectedSoThatNoOldAnswerCountsForIt() {
        asks("r1", "");
        answer("r1", "once", BOB);

        runner.say(request("r1", "'input':{'command':'rm -rf /'}"));

        HostFixture.awaitTrue(() -> told("r1").size() == 2);
        assertThat(told("r1")).containsExactly("once", "no");
        assertThat(fixture.types(id)).contains("session:error");
        assertThat(fixture.types(id)).containsOnlyOnce("session:permission:requested");
    }
}
