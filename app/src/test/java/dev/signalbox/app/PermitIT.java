package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ModelStub;
import dev.signalbox.testkit.RealAgent;
import dev.signalbox.testkit.ShellAgent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What an agent asks is answered from the command line, whatever happens to the server meanwhile.
class PermitIT {
    /// Asks before each answer, which is the option that was chosen. A prompt with "ask me" in it is
    /// answered with a question.
    private static final String ASKING =
            """
            n=0
            while next_query; do
                n=$((n + 1))
                case $command in
                    *"ask me"*)
                        emit '{"type":"permission_requested","requestId":"r'$n'","queryId":"'$query'","kind":"question","toolName":"Ask","input":{},"options":[{"id":"answer","kind":"answer","label":"Answer"},{"id":"skip","kind":"reject_once","label":"Do not answer"}],"questions":[{"id":"q1","text":"Which colour?","multiple":false,"freeText":true,"options":[{"id":"o1","label":"Red"},{"id":"o2","label":"Blue"}]}]}'
                        ;;
                    *)
                        emit '{"type":"permission_requested","requestId":"r'$n'","queryId":"'$query'","toolName":"Shell","input":{"command":"touch '$n'"},"title":"Touch a file","rule":"Shell(touch *)","options":[{"id":"allow_once","kind":"allow_once","label":"Allow"},{"id":"allow_always","kind":"allow_always","label":"Always"},{"id":"reject_once","kind":"reject_once","label":"Reject"}]}'
                        ;;
                esac
                wait_for answer_permission || exit 0
                field optionId
                case $command in
                    *'"q1":["o2"]'*) value=blue ;;
                    *'"q1":"'*) field q1 ;;
                esac
                text "b$n" "$value"
                end completed
            done
            """;

    @TempDir Path folder;

    private final Received received = new Received();
    private Distribution signalbox;
    private ServerProcess server;
    private String id;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() {
        signalbox = new Distribution(folder);
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    private void begin() throws IOException {
        server = signalbox.serve();
        id = server.client().createSession(exec()).id();
        var _ = server.client().subscribe(id, SubscribeOptions.after(0), received);
    }

    private Requests.CreateSession exec() throws IOException {
        var options = ProtocolJson.object();
        options.set("command", ProtocolJson.tree(ShellAgent.command(folder, ASKING)));
        return new Requests.CreateSession("exec", null, null, options, null, null, null);
    }

    private String ask(String prompt, String requestId) {
        var query = server.client().sendMessage(id, prompt).queryId();
        awaitAsked(requestId);
        return query;
    }

    private void awaitAsked(String requestId) {
        Awaitility.await("request " + requestId)
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        received.all(SessionEvent.PermissionRequested.class).stream()
                                .anyMatch(one -> one.request().requestId().equals(requestId)));
    }

    private Distribution.Result permit(String... more) throws Exception {
        var all = new ArrayList<>(List.of("permit", id));
        all.addAll(List.of(more));
        return signalbox.run(all.toArray(String[]::new));
    }

    private void assertAnswered(String query, String... answers) {
        assertThat(received.awaitEnd(query).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(received.answers()).containsExactly(answers);
        received.assertWithoutGapOrDouble();
    }

    private static JsonNode json(Distribution.Result result) throws ProtocolException {
        return ProtocolJson.readObject(result.succeeded().stdout().strip());
    }

    @Test
    void aRequestIsListedAnsweredOnceAndTheAgentGoesOn() throws Exception {
        begin();
        assertThat(permit().succeeded().stdout()).contains("nothing waits");
        var query = ask("go", "r1");

        assertThat(permit().succeeded().stdout())
                .contains("r1", "Shell: Touch a file", "touch 1", "allow_once (Allow)");
        assertThat(json(permit("--json")).at("/permissions/0/request/rule").asString())
                .isEqualTo("Shell(touch *)");
        permit("r1").failed(2, "allow_once, allow_always, reject_once");
        permit("r1", "maybe").failed(1, "INVALID_OPTION");
        permit("r9", "allow_once").failed(1, "PERMISSION_NOT_FOUND");
        assertThat(json(permit("r1", "reject_once", "--message", "not now", "--json")).path("by"))
                .isEqualTo(ProtocolJson.tree(By.principal("admin")));

        assertAnswered(query, "reject_once");
        assertThat(permit("r1", "allow_once").failed(1, "PERMISSION_ALREADY_RESOLVED").stderr())
                .contains("'reject_once'", "by admin");
        assertThat(signalbox.run("events", id).succeeded().stdout())
                .contains("session:permission:requested", "Shell: Touch a file")
                .contains("r1: reject_once, by admin ⏎ not now");
    }

    @Test
    void aQuestionIsAnsweredWithAnOptionOrAText() throws Exception {
        begin();
        var first = ask("ask me", "r1");
        assertThat(permit().succeeded().stdout())
                .contains("q1: Which colour? (one, or a text)", "o2: Blue");
        permit("r1", "answer").failed(1, "INVALID_OPTION");
        permit("r1", "--answer", "q9=o1").failed(1, "q9");
        permit("r1", "--answer", "blue").failed(2, "QUESTION=VALUE");
        permit("r1", "--answer", "q1=blue").succeeded();
        received.awaitEnd(first);

        var second = ask("ask me", "r2");
        permit("r2", "--answer", "q1=like the sea").succeeded();
        received.awaitEnd(second);
        var third = ask("ask me", "r3");
        permit("r3", "skip").succeeded();

        assertAnswered(third, "blue", "like the sea", "skip");
    }

    @Test
    void aRequestOutlivesTheServerAndItsAnswerReachesTheAgent() throws Exception {
        begin();
        var query = ask("go", "r1");

        server.kill();

        server = signalbox.serve();
        var _ = server.client().subscribe(id, SubscribeOptions.after(received.lastSeq()), received);
        assertThat(server.client().session(id).runtime().pendingPermissions())
                .containsExactly("r1");
        assertThat(permit().succeeded().stdout()).contains("r1", "Touch a file");
        permit("r1", "allow_once").succeeded();
        assertAnswered(query, "allow_once");
        permit("r1", "allow_once").failed(1, "PERMISSION_ALREADY_RESOLVED");
    }

    @Test
    void aDeadlineRejectsWhileNobodyIsThere() throws Exception {
        signalbox.configure("sessions.permissionTimeout = 1s");
        begin();

        var query = ask("go", "r1");

        assertAnswered(query, "reject_once");
        var resolved = received.all(SessionEvent.PermissionResolved.class);
        assertThat(resolved)
                .extracting(SessionEvent.PermissionResolved::by)
                .containsExactly(By.DEADLINE);
        assertThat(permit("r1", "allow_once").failed(1, "PERMISSION_ALREADY_RESOLVED").stderr())
                .contains("deadline");
    }

    @Test
    void whatIsAllowedForTheSessionIsNotAskedAgainUntilItIsRevoked() throws Exception {
        begin();
        received.awaitEnd(permitted("r1", "allow_always"));
        assertThat(permit().succeeded().stdout())
                .contains("allowed in this session", "r1  Shell: Shell(touch *)", "by admin");
        server.kill();
        server = signalbox.serve();
        var _ = server.client().subscribe(id, SubscribeOptions.after(received.lastSeq()), received);

        received.awaitEnd(server.client().sendMessage(id, "again").queryId());

        assertThat(received.all(SessionEvent.PermissionResolved.class))
                .extracting(SessionEvent.PermissionResolved::by)
                .containsExactly(By.principal("admin"), By.POLICY);
        assertThat(json(permit("--json")).at("/permissionGrants/0/id").asString()).isEqualTo("r1");
        permit("--revoke", "r9").failed(1, "NOT_FOUND");
        permit("--revoke", "r1").succeeded();
        assertThat(server.client().permissionGrants(id).items()).isEmpty();

        assertAnswered(permitted("r3", "reject_once"), "allow_once", "allow_once", "reject_once");
    }

    private String permitted(String requestId, String option) throws Exception {
        var query = ask("go", requestId);
        permit(requestId, option).succeeded();
        return query;
    }

    @Test
    void theRealClaudeIsAnsweredThroughADeathThenByTheServerAndThenAskedAgain() throws Exception {
        var program = RealAgent.CLAUDE.required();
        try (var model = ModelStub.start()) {
            signalbox.configure("agents.claude.path = " + ProtocolJson.write(program.toString()));
            signalbox.with("ANTHROPIC_BASE_URL", model.url()).with("ANTHROPIC_API_KEY", "sk-stub");
            server = signalbox.serve();
            id = server.client().createSession("claude").id();
            var _ = server.client().subscribe(id, SubscribeOptions.after(0), received);
            var first = send("[scenario:shell-fail] go");
            var request = awaitAsked(1);
            assertThat(request.rule()).isEqualTo("Bash(exit 3)");
            server.kill();
            server = signalbox.serve();
            var _ =
                    server.client()
                            .subscribe(id, SubscribeOptions.after(received.lastSeq()), received);

            permit(request.requestId(), "allow_always").succeeded();
            assertThat(received.awaitEnd(first).outcome()).isEqualTo(QueryOutcome.COMPLETED);
            received.awaitEnd(send("[scenario:shell-fail] again"));
            permit("--revoke", request.requestId()).succeeded();
            var third = send("[scenario:shell-fail] and again");
            permit(awaitAsked(3).requestId(), "reject_once").succeeded();
            received.awaitEnd(third);
            var fourth = send("[scenario:ask-user] go");
            permit(awaitAsked(4).requestId(), "--answer", "q1=blue").succeeded();
            assertThat(received.awaitEnd(fourth).outcome()).isEqualTo(QueryOutcome.COMPLETED);

            assertThat(received.all(SessionEvent.PermissionResolved.class))
                    .extracting(one -> one.by().equals(By.POLICY) + " " + one.optionId())
                    .containsExactly(
                            "false allow_always",
                            "true allow_once",
                            "false reject_once",
                            "false answer");
            received.assertWithoutGapOrDouble();
        }
    }

    private String send(String prompt) {
        return server.client().sendMessage(id, prompt).queryId();
    }

    private StreamEvent.PermissionRequested awaitAsked(int count) {
        return Awaitility.await(count + " requests")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> received.all(SessionEvent.PermissionRequested.class),
                        asked -> asked.size() >= count)
                .get(count - 1)
                .request();
    }

    @Test
    void whereNobodyIsAtTheTerminalARunSaysNoAndHowElse() throws Exception {
        var command = ProtocolJson.write(ShellAgent.command(folder, ASKING));

        var run = signalbox.run("run", "--agent", "exec", "--option", "command=" + command, "go");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.stdout()).contains("reject_once");
        assertThat(run.stderr()).contains("signalbox permit").contains("reject_once");
    }

    @Test
    void whoWatchesWithoutATerminalIsToldHowToAnswer() throws Exception {
        begin();
        ask("go", "r1");

        var watch = signalbox.interrupted(said -> said.contains("request r1"), "attach", id);

        assertThat(watch.stdout()).contains("Shell: Touch a file (request r1)");
        assertThat(watch.stderr()).contains("signalbox permit " + id + " r1 OPTION");
        permit("r1", "allow_once").succeeded();
    }
}
