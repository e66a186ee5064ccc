package dev.signalbox.agent.opencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/// A server that fails in ways that the real one cannot be made to.
class OpenCodeFaultIT {
    private static final String PROMPT = "POST /session/" + FakeOpenCode.SESSION + "/prompt_async";
    private static final String ABORT = "POST /session/" + FakeOpenCode.SESSION + "/abort";

    @TempDir Path folder;

    private FakeOpenCode server;
    private LoopRunner opencode;

    @BeforeEach
    void prepare() throws Exception {
        server = new FakeOpenCode();
        opencode =
                new LoopRunner(
                        new OpenCodeAdapter(),
                        folder,
                        server.program(folder),
                        Specs.options("{}"),
                        Map.of("PATH", System.getenv("PATH")));
    }

    @AfterEach
    void end() {
        opencode.close();
        server.close();
        await().untilAsserted(() ->
                assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("HttpClient-")));
    }

    private void asked(String queryId) throws Exception {
        long before = prompts();
        opencode.start(queryId, "hello");
        await().until(() -> prompts() > before);
        server.say(status("busy"));
    }

    private long prompts() {
        return server.requests.stream().filter(PROMPT::equals).count();
    }

    private static String status(String type) {
        return of("session.status", "'status':{'type':'" + type + "'}");
    }

    private static String of(String type, String properties) {
        return "{'type':'%s','properties':{'sessionID':'%s'%s}}"
                .formatted(
                        type, FakeOpenCode.SESSION, properties.isEmpty() ? "" : "," + properties);
    }

    private static String message(String id, String more) {
        return "{'id':'%s','sessionID':'%s','role':'assistant','modelID':'m','time':{'created':%d%s}}"
                .formatted(id, FakeOpenCode.SESSION, System.currentTimeMillis(), more);
    }

    @Test
    void aServerThatDoesNotAnswerAtOnceIsAskedAgain() throws Exception {
        server.cuts.set(3);
        opencode.start();

        assertThat(server.requests.stream().filter("GET /global/health"::equals)).hasSize(4);
        assertThat(server.authorizations).doesNotContainNull();
        assertThat(opencode.remembered()).containsEntry("opencode.sessionId", FakeOpenCode.SESSION);
        asked("q1");
        server.say(of("session.idle", ""));
        assertThat(opencode.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(opencode.problems()).isEmpty();
    }

    @Test
    void whatWasSaidWhileNobodyListenedIsAskedFor() throws Exception {
        opencode.start();
        asked("q1");
        server.say(of("message.updated", "'info':" + message("m1", "")));
        server.say(
                of(
                        "message.part.updated",
                        "'part':{'id':'p1','messageID':'m1','type':'text','text':'One, '}"));
        opencode.await(StreamEvent.TextDelta.class, _ -> true, "the first words");
        server.answers.put(
                "GET /session/" + FakeOpenCode.SESSION + "/message",
                ("[{'info':"
                                + message("m1", ",'completed':1")
                                + ",'parts':[{'id':'p1','messageID':'m1','type':'text',"
                                + "'text':'One, two.','time':{'start':1,'end':2}}]}]")
                        .replace('\'', '"'));
        server.answers.put("GET /session/status", "{}");
        server.cut();

        var ended = opencode.awaitEnd("q1");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(opencode.events(StreamEvent.BlockComplete.class))
                .extracting(one -> ((ConversationBlock.AssistantText) one.block()).content())
                .containsExactly("One, two.");

        asked("q2"); // It works again.
        server.say(of("session.idle", ""));
        assertThat(opencode.awaitEnd("q2").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(opencode.problems()).isEmpty();
    }

    @Test
    void aServerThatCannotBeHeardIsOfNoUse() throws Exception {
        opencode.start();
        for (int cut = 0; cut <= 5; cut++) {
            await().until(() -> server.isHeard());
            server.cut();
        }

        await().until(() -> !opencode.problems().isEmpty());
        assertThat(opencode.problems())
                .singleElement()
                .asString()
                .startsWith("fail: " + ErrorCode.AGENT_FAILED);
    }

    @Test
    void aMessageThatIsRefusedFailsItsQuery() throws Exception {
        server.answers.put(PROMPT, "400");
        opencode.start();
        opencode.start("q1", "hello");
        var ended = opencode.awaitEnd("q1");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().message()).contains("400");

        server.answers.put(PROMPT, "204");
        asked("q2"); // It works again.
        server.say(of("session.idle", ""));
        assertThat(opencode.awaitEnd("q2").outcome()).isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void anInterruptThatComesTooEarlyIsSaidAgain() throws Exception {
        opencode.start();
        opencode.start("q1", "hello");
        opencode.interrupt("q1");
        await().until(() -> server.requests.contains(ABORT));
        server.say(of("session.idle", "")); // Not of this turn, which has not begun.
        server.say(status("busy"));
        await().until(() -> server.requests.stream().filter(ABORT::equals).count() > 1);
        server.say(of("session.error", "'error':{'name':'MessageAbortedError'}"));
        server.say(of("session.idle", ""));

        assertThat(opencode.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        asked("q2");
        server.say(of("session.idle", ""));
        assertThat(opencode.awaitEnd("q2").outcome()).isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void aTurnThatIsIdleOnceEndsWithoutASecondTime() throws Exception {
        opencode.start();
        asked("q1");
        server.say(of("message.updated", "'info':" + message("m1", "")));
        server.say(of("session.error", "'error':{'name':'UnknownError','data':{'message':'no'}}"));
        server.say(of("session.idle", ""));

        var ended = opencode.awaitEnd("q1");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().message()).isEqualTo("no");
    }

    @Test
    void aWaitThatIsTooLongIsNotWaited() throws Exception {
        opencode.start();
        asked("q1");
        server.say(
                of(
                        "session.status",
                        "'status':{'type':'retry','attempt':1,'message':'Usage exceeded','next':%d}"
                                .formatted(System.currentTimeMillis() + 3_600_000)));
        await().until(() -> server.requests.contains(ABORT));
        server.say(of("session.idle", ""));

        var ended = opencode.awaitEnd("q1");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().code()).isEqualTo(ErrorCode.AGENT_OVERLOADED.name());
        assertThat(opencode.openBlocks()).isZero();
    }
}
