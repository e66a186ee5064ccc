package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ManualClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an agent asks, who answers it, and what the agent is told.
class PermissionsTest {
    private static final By BOB = By.principal("bob");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String OPTIONS =
            "[{'id':'once','kind':'allow_once','label':'Allow'},"
                    + "{'id':'always','kind':'allow_always','label':'Always'},"
                    + "{'id':'no','kind':'reject_once','label':'Reject'}]";
    private static final String QUESTIONS =
            "[{'id':'q1','text':'Which colour?','multiple':false,'freeText':false,"
                    + "'options':[{'id':'o1','label':'Red'},{'id':'o2','label':'Blue'}]},"
                    + "{'id':'q2','text':'Which sizes?','multiple':true,'freeText':true,"
                    + "'options':[{'id':'s','label':'Small'},{'id':'l','label':'Large'}]}]";

    @TempDir Path dir;
    private final ManualClock clock = ManualClock.start();
    private HostFixture fixture;
    private String id;
    private String query;
    private FakeEnvironment.Runner runner;

    @BeforeEach
    void open() throws Exception {
        begin(null);
    }

    private void begin(@Nullable Duration permissionTimeout) throws JournalException {
        fixture =
                new HostFixture(
                        dir,
                        new InMemoryJournal(),
                        clock,
                        usual -> withTimeout(usual, permissionTimeout));
        id = fixture.create();
        query = fixture.send(id, "go").queryId();
        runner = fixture.runner(id);
        runner.activeQueryId = query;
    }

    private static SessionSettings withTimeout(SessionSettings usual, @Nullable Duration timeout) {
        return new SessionSettings(
                usual.dataDir(),
                usual.idleStop(),
                usual.unloadAfter(),
                timeout,
                usual.maxTurnSilence(),
                usual.interruptGrace(),
                usual.terminateGrace(),
                usual.runnerOrphanTimeout(),
                usual.healthInterval(),
                Duration.ofDays(1),
                usual.tick(),
                usual.restart(),
                usual.workspaceRoots());
    }

    @AfterEach
    void close() {
        fixture.assertReplayEqualsLive(id);
        fixture.close();
    }

    /// A request, in single quotes.
    private StreamEvent.PermissionRequested request(String requestId, String more) {
        var tree =
                json("{'type':'permission_requested','toolName':'Bash','options':" + OPTIONS + "}");
        tree.put("requestId", requestId).put("queryId", query);
        tree.set("input", json("{'command':'ls'}"));
        json("{" + more + "}").properties().forEach(one -> tree.set(one.getKey(), one.getValue()));
        return ProtocolJson.fromTree(tree, StreamEvent.PermissionRequested.class);
    }

    private static ObjectNode json(String text) {
        try {
            return ProtocolJson.readObject(text.replace('\'', '"'));
        } catch (ProtocolException e) {
            throw new AssertionError(text, e);
        }
    }

    private void asks(String requestId, String more) {
        runner.say(request(requestId, more));
        HostFixture.awaitTrue(() -> view(requestId) != null);
    }

    private @Nullable PermissionView view(String requestId) {
        return fixture.host.permissions(id).items().stream()
                .filter(one -> one.requestId().equals(requestId))
                .findFirst()
                .orElse(null);
    }

    private PermissionView answer(String requestId, String optionId, By by) {
        return fixture.host.answer(
                id, requestId, new AnswerPermission(optionId, "because", null), by);
    }

    /// What the runner was told of a request, in order.
    private List<String> told(String requestId) {
        return runner.commands.stream()
                .filter(RunnerCommand.AnswerPermission.class::isInstance)
                .map(RunnerCommand.AnswerPermission.class::cast)
                .filter(one -> one.requestId().equals(requestId))
                .map(RunnerCommand.AnswerPermission::optionId)
                .toList();
    }

    private SessionEvent.PermissionResolved resolution(String requestId) {
        return fixture.events(id).stream()
                .map(one -> one.event())
                .filter(SessionEvent.PermissionResolved.class::isInstance)
                .map(SessionEvent.PermissionResolved.class::cast)
                .filter(one -> one.requestId().equals(requestId))
                .reduce((_, _) -> {
                    throw new AssertionError("resolved twice: " + requestId);
                })
                .orElseThrow();
    }

    private static void assertRefused(ErrorCode code, Runnable call, String... inMessage) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(inMessage);
    }

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

    private static final String ANSWER =
            "[{'id':'answer','kind':'answer','label':'Answer'},"
                    + "{'id':'skip','kind':'reject_once','label':'Do not answer'}]";

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
    void aDeadlineRejectsAndNothingElseNeedHappen() throws Exception {
        fixture.close();
        begin(TIMEOUT);
        asks("r1", "");
        asks("r2", "'kind':'question','questions':" + QUESTIONS + ",'options':" + ANSWER);
        clock.advance(TIMEOUT.minusMillis(1));
        fixture.host.session(id);
        assertThat(view("r1").state()).isEqualTo("pending");
        assertThat(view("r1").request().path("deadline").asString())
                .isEqualTo(ProtocolJson.time(clock.instant().plusMillis(1)));

        clock.advance(Duration.ofMillis(1));

        HostFixture.awaitTrue(() -> told("r2").size() == 1);
        assertThat(told("r1")).containsExactly("no");
        assertThat(told("r2")).containsExactly("skip");
        assertThat(resolution("r1").by()).isEqualTo(By.DEADLINE);
        assertRefused(
                ErrorCode.PERMISSION_ALREADY_RESOLVED, () -> answer("r1", "once", BOB), "deadline");
    }

    @Test
    void aDeadlineOfARequestWithoutARejectionTellsTheAgentToGoOnWithout() throws Exception {
        fixture.close();
        begin(TIMEOUT);
        asks("r1", "'options':[{'id':'yes','kind':'allow_once','label':'Yes'}]");

        clock.advance(TIMEOUT);

        HostFixture.awaitTrue(() -> told("r1").size() == 1);
        assertThat(told("r1")).containsExactly(RunnerCommand.REJECT);
        assertThat(resolution("r1").optionId()).isNull();
        assertThat(resolution("r1").by()).isEqualTo(By.DEADLINE);
    }

    @Test
    void aDeadlineThatPassedWhileTheServerWasDownHoldsWhenItIsBack() throws Exception {
        fixture.close();
        begin(TIMEOUT);
        asks("r1", "");
        runner.pendingPermissions = List.of("r1");
        fixture.host.close();
        clock.advance(TIMEOUT);

        fixture.host = fixture.newHost();
        fixture.host.start();

        HostFixture.awaitTrue(() -> told("r1").contains("no"));
        assertThat(resolution("r1").by()).isEqualTo(By.DEADLINE);
    }

    @Test
    void aRequestSurvivesTheServerAndItsAnswerReachesTheAgent() throws Exception {
        asks("r1", "");
        runner.pendingPermissions = List.of("r1");

        fixture.restartServer();

        assertThat(view("r1").state()).isEqualTo("pending");
        fixture.runner(id);
        answer("r1", "once", BOB);
        HostFixture.awaitTrue(() -> told("r1").contains("once"));
    }

    @Test
    void anAnswerThatTheRunnerMissedIsToldAgainWhateverItsQuery() throws Exception {
        asks("r1", "");
        asks("r2", "'queryId':'of a subagent'");
        asks("r3", "'input':{'command':'ls -l'}");
        asks("r4", "'input':{'command':'rm'}");
        answer("r1", "once", BOB);
        answer("r2", "always", BOB);
        answer("r4", "no", BOB);
        fixture.host.close();
        runner.commands.clear();
        runner.pendingPermissions = List.of("r1", "r2", "r3");

        fixture.host = fixture.newHost();
        fixture.host.start();

        HostFixture.awaitTrue(() -> told("r2").size() == 1);
        assertThat(told("r1")).containsExactly("once");
        assertThat(told("r2")).containsExactly("once");
        assertThat(told("r3")).isEmpty();
        assertThat(told("r4")).isEmpty();
    }

    @Test
    void aRunnerThatDoesNotSayWhatItWaitsForIsToldOfItsActiveQuery() throws Exception {
        asks("r1", "");
        answer("r1", "no", BOB);
        fixture.host.close();
        runner.commands.clear();

        fixture.host = fixture.newHost();
        fixture.host.start();

        HostFixture.awaitTrue(() -> told("r1").size() == 1);
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
    void whatIsAllowedForEverIsAnsweredByTheServerUntilItIsRevoked() throws Exception {
        var rule = "'rule':'Bash(npm test:*)','title':'Run the tests'";
        asks("r1", rule);
        answer("r1", "always", BOB);
        assertThat(resolution("r1").optionId()).isEqualTo("always");
        assertThat(told("r1")).as("the agent remembers nothing").containsExactly("once");
        assertThat(fixture.host.permissionGrants(id).items())
                .containsExactly(
                        new PermissionGrant(
                                "r1",
                                "Bash",
                                "Bash(npm test:*)",
                                null,
                                "Run the tests",
                                BOB,
                                clock.instant()));
        fixture.restartServer();
        fixture.runner(id);

        asks("r2", rule + ",'input':{'command':'npm test more'}");

        assertThat(resolution("r2").by()).isEqualTo(By.POLICY);
        assertThat(resolution("r2").optionId()).isEqualTo("once");
        HostFixture.awaitTrue(() -> told("r2").equals(List.of("once")));
        asks("r3", "'rule':'Bash(rm:*)'");
        assertThat(view("r3").state()).isEqualTo("pending");

        fixture.host.revokeGrant(id, "r1", HostFixture.ANNA);

        assertThat(fixture.host.permissionGrants(id).items()).isEmpty();
        assertThat(fixture.host.snapshot(id).permissionGrants()).isEmpty();
        asks("r4", rule);
        assertThat(view("r4").state()).isEqualTo("pending");
        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> fixture.host.revokeGrant(id, "r1", HostFixture.ANNA),
                "r1");
        assertThat(fixture.types(id)).containsOnlyOnce("session:permission:revoked");
    }

    @Test
    void aGrantAnswersWhatWaitsForTheSame() {
        asks("r1", "");
        asks("r2", "");
        asks("r3", "'input':{'command':'rm'}");

        answer("r1", "always", BOB);

        assertThat(resolution("r2").by()).isEqualTo(By.POLICY);
        assertThat(told("r2")).containsExactly("once");
        assertThat(view("r3").state()).isEqualTo("pending");
    }

    @Test
    void whereNothingElseIsOnOfferTheAgentIsToldForEver() {
        var only = "'options':[{'id':'ever','kind':'allow_always','label':'Always'}]";
        asks("r1", only);
        answer("r1", "ever", BOB);
        assertThat(told("r1")).containsExactly("ever");

        asks("r2", only);
        assertThat(told("r2")).containsExactly("ever");
        asks("r3", "'options':[{'id':'no','kind':'reject_once','label':'No'}]");
        assertThat(view("r3").state()).isEqualTo("pending");
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
