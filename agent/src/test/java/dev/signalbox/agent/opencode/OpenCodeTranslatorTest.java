package dev.signalbox.agent.opencode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ConversationBlock.Plan;
import dev.signalbox.protocol.ConversationBlock.Subagent;
import dev.signalbox.protocol.ConversationBlock.Thinking;
import dev.signalbox.protocol.ConversationBlock.ToolResult;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;
import dev.signalbox.protocol.ToolStatus;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenCodeTranslatorTest {
    private TranslatorRun run;

    @BeforeEach
    void given() {
        run = new TranslatorRun();
        run.translator.queryGiven("q1");
    }

    private void working() {
        run.status("busy").message("m1");
    }

    private void delta(String part, String delta) {
        run.says(
                "message.part.delta",
                "'messageID':'m1','partID':'%s','field':'text','delta':'%s'"
                        .formatted(part, delta));
    }

    private void complete(String more) {
        run.says(
                "message.updated",
                ("'info':{'id':'m1','role':'assistant','modelID':'m','providerID':'p',"
                                + "'time':{'created':1,'completed':2}%s}")
                        .formatted(more));
    }

    @Test
    void anEndThatIsSaidBeforeTheBeginningIsAnotherTurns() {
        run.idle().idle();
        assertThat(run.events(StreamEvent.QueryEnded.class)).isEmpty();
        working();
        complete(",'finish':'stop'");
        run.idle().idle();

        assertThat(run.events(StreamEvent.QueryEnded.class)).hasSize(1);
        assertThat(run.end().outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(run.end().stopReason()).isEqualTo("end_turn");
        assertThat(run.events(StreamEvent.QueryStarted.class)).isEmpty();
    }

    @Test
    void anAbortBetweenTheMessageAndTheWorkIsTheEnd() {
        run.translator.interruptAsked("q1");
        run.idle(); // Of an abort that came before the message.
        assertThat(run.events(StreamEvent.QueryEnded.class)).isEmpty();
        run.says("message.updated", "'info':{'id':'u1','role':'user'}");
        run.idle();
        assertThat(run.end().outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
    }

    @Test
    void aTurnThatOpenCodeStartsIsAQueryOfItsOwn() {
        working();
        complete("");
        run.idle();
        run.status("busy").message("m2");

        assertThat(run.events(StreamEvent.QueryStarted.class))
                .extracting(StreamEvent.QueryStarted::queryId)
                .containsExactly("q1");
    }

    @Test
    void whatIsSaidAfterTheEndStartsNothing() {
        working();
        run.part("'id':'t1','type':'text','text':'','time':{'start':1}");
        delta("t1", "half");
        run.says("session.error", "'error':{'name':'MessageAbortedError'}").idle();
        run.later.forEach(Runnable::run); // The second time never came.
        int before = run.events.size();
        run.part("'id':'t1','type':'text','text':'half','time':{'start':1,'end':2}");
        complete(",'error':{'name':'MessageAbortedError'}");
        run.idle();

        assertThat(run.events).hasSize(before);
        assertThat(run.end().outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(run.completed(AssistantText.class).getFirst().incomplete())
                .isEqualTo(Incomplete.INTERRUPTED);
    }

    @Test
    void emptyPartsAreNoBlocks() {
        working();
        run.part("'id':'r1','type':'reasoning','text':'','time':{'start':1}");
        run.part("'id':'r1','type':'reasoning','text':'','time':{'start':1,'end':2}");
        assertThat(run.events(StreamEvent.Conversation.class)).isEmpty();
    }

    @Test
    void textThatDiffersInTheEndIsSaidAnew() {
        working();
        run.part("'id':'t1','type':'text','text':''");
        delta("t1", "one  ");
        run.part("'id':'t1','type':'text','text':'one','time':{'end':2}"); // Trimmed, no more.
        run.part("'id':'t2','type':'text','text':''");
        delta("t2", "two");
        run.part("'id':'t2','type':'text','text':'three','time':{'end':2}");

        assertThat(run.completed(AssistantText.class))
                .extracting(AssistantText::content, AssistantText::incomplete)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("one  ", null),
                        org.assertj.core.groups.Tuple.tuple("two", Incomplete.WITHDRAWN),
                        org.assertj.core.groups.Tuple.tuple("three", null));
    }

    @Test
    void aRetryTakesBackWhatWasHalfSaid() {
        working();
        run.part("'id':'r1','type':'reasoning','text':'Hm','time':{'start':1}");
        run.part("'id':'c1','type':'tool','tool':'bash','callID':'x','state':{'status':'pending'}");
        run.says(
                "session.status",
                "'status':{'type':'retry','attempt':1,'message':'Overloaded','next':5}");

        assertThat(run.completed(Thinking.class).getFirst().incomplete())
                .isEqualTo(Incomplete.WITHDRAWN);
        assertThat(run.completed(ToolUse.class).getFirst().incomplete())
                .isEqualTo(Incomplete.WITHDRAWN);
        assertThat(run.retries).containsExactly(1L);
        assertThat(run.events(StreamEvent.Log.class).getFirst().levelOrDefault())
                .isEqualTo(LogLevel.WARN);
        assertThat(run.openBlocks()).isZero();
    }

    @Test
    void aTurnThatWeGaveUpHasFailed() {
        working();
        run.translator.giveUp(new Turn.Problem(ErrorCode.AGENT_OVERLOADED, "enough"));
        complete("");
        run.idle();

        assertThat(run.end().outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(run.end().cause().code()).isEqualTo(ErrorCode.AGENT_OVERLOADED.name());
        assertThat(run.end().cause().message()).isEqualTo("enough");
    }

    @Test
    void aModelThatIsNotThereFailsTheQuery() {
        run.status("busy");
        run.says(
                "session.error",
                "'error':{'name':'UnknownError','data':{'message':'Model not found: a/b.'}}");
        run.idle();
        assertThat(run.end().outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(run.end().cause().code()).isEqualTo(ErrorCode.AGENT_FAILED.name());
        int ends = run.events.size();
        run.says("session.error", "'error':{'name':'UnknownError','data':{'message':'Again'}}");
        assertThat(run.events).hasSize(ends + 1); // A log line.
        assertThat(run.events(StreamEvent.QueryStarted.class)).isEmpty();
    }

    @Test
    void aLimitIsNoFailure() {
        working();
        complete(",'finish':'length'");
        run.idle();
        assertThat(run.end().outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(run.end().stopReason()).isEqualTo("max_tokens");
    }

    @Test
    void usageIsTheSumOfTheLastWordOnEachMessage() {
        working();
        var first = ",'cost':0.5,'tokens':{'input':10,'output':3,'reasoning':2,'cache':{'read':7}}";
        complete(first);
        complete(first);
        run.says(
                "message.updated",
                "'info':{'id':'m2','role':'assistant','time':{'created':1},'cost':0.25,"
                        + "'tokens':{'input':1,'output':1}}");

        var said = run.events(StreamEvent.MetadataUpdate.class);
        assertThat(said).hasSize(2);
        var usage = said.getLast().metadata().usage();
        assertThat(usage.inputTokens()).isEqualTo(11);
        assertThat(usage.outputTokens()).isEqualTo(6);
        assertThat(usage.thinkingTokens()).isEqualTo(2);
        assertThat(usage.cacheReadTokens()).isEqualTo(7);
        assertThat(said.getLast().metadata().costUSD()).isEqualTo(0.75);
    }

    @Test
    void aCommandWithoutACodeIsNoSuccess() {
        working();
        run.part(
                "'id':'c1','type':'tool','tool':'bash','callID':'x','state':{'status':'completed',"
                        + "'input':{'command':'a'},'output':'o','metadata':{'exit':null},"
                        + "'time':{'start':5,'end':9}}");

        var use = run.completed(ToolUse.class).getFirst();
        assertThat(use.status()).isEqualTo(ToolStatus.ERROR);
        assertThat(use.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(run.completed(ToolResult.class).getFirst().durationMs()).isEqualTo(4);
    }

    @Test
    void imagesOfAToolAreParts() {
        working();
        run.part(
                "'id':'c1','type':'tool','tool':'read','callID':'x','state':{'status':'completed',"
                        + "'input':{},'output':'read','attachments':[{'mime':'image/png',"
                        + "'url':'data:image/png;base64,AAAA'},{'mime':'application/pdf',"
                        + "'url':'file:///a.pdf','filename':'a.pdf'}]}");

        assertThat(run.completed(ToolResult.class).getFirst().output().toString())
                .contains("\"data\":\"AAAA\"", "\"name\":\"a.pdf\"");
    }

    @Test
    void aSubagentThatIsLeftBehindEndsWithTheTurn() {
        working();
        run.saysBare(
                "{'type':'session.created','properties':{'sessionID':'k','info':{'id':'k',"
                        + "'parentID':'s'}}}");
        run.part(
                "'id':'c1','type':'tool','tool':'task','callID':'x','state':{'status':'running',"
                        + "'input':{'subagent_type':'general'},'metadata':{'sessionId':'k'}}");
        run.saysBare(
                "{'type':'message.part.updated','properties':{'part':{'sessionID':'k','id':'p',"
                        + "'messageID':'km','type':'text','text':'child'}}}");
        run.says("session.error", "'error':{'name':'MessageAbortedError'}").idle().idle();

        assertThat(run.completed(Subagent.class).getFirst().status())
                .isEqualTo(SubagentStatus.ERROR);
        assertThat(run.events(StreamEvent.TextDelta.class).getFirst().conversationId())
                .isEqualTo("k");
        assertThat(run.openBlocks()).isZero();
    }

    @Test
    void otherSessionsAreNotOurs() {
        run.saysBare(
                "{'type':'session.status','properties':{'sessionID':'z','status':{'type':'busy'}}}");
        run.saysBare("{'type':'something.new','properties':{}}");
        run.saysBare("{'type':'session.error','properties':{'error':{'name':'PluginError'}}}");

        assertThat(run.events(StreamEvent.Log.class))
                .extracting(StreamEvent.Log::levelOrDefault)
                .containsExactly(LogLevel.DEBUG, LogLevel.DEBUG, LogLevel.WARN);
        assertThat(run.events).hasSize(3);
    }

    @Test
    void todosAreAPlan() {
        run.says("todo.updated", "'todos':[{'content':'a','status':'pending','priority':'high'}]");
        assertThat(run.completed(Plan.class).getFirst().entries().getFirst().content())
                .isEqualTo("a");
    }
}
