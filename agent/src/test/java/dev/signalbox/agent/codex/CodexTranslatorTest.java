package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class CodexTranslatorTest {
    private final TranslatorHarness codex = new TranslatorHarness();

    @Test
    void aTurnThatNobodyAskedForIsAQueryOfTheAgents() {
        codex.say("turn/started", "'turn':{'id':'t1'}");
        codex.say(
                "item/completed",
                "'item':{'type':'userMessage','id':'u','content':[{'type':'text','text':'Go on.'}]}");
        codex.end("t1", "completed");

        assertThat(codex.events(StreamEvent.QueryStarted.class)).hasSize(1);
        assertThat(codex.completed(ConversationBlock.SystemNotice.class).getFirst().message())
                .isEqualTo("Go on.");
        assertThat(codex.events(StreamEvent.QueryEnded.class).getFirst().queryId()).isEqualTo("q1");
    }

    @Test
    void anEchoOfTheUsersMessageIsLeftOut() {
        codex.begin("mine", "t1");
        codex.say(
                "item/completed",
                "'item':{'type':'userMessage','id':'u','content':[{'type':'text','text':'Hi'}]}");
        codex.end("t1", "completed");

        assertThat(codex.events(StreamEvent.QueryStarted.class)).isEmpty();
        assertThat(codex.events(StreamEvent.BlockComplete.class)).isEmpty();
    }

    @Test
    void aMessageIsFoldedIntoATurnOfCodexsOwn() {
        codex.say("turn/started", "'turn':{'id':'t1'}");
        codex.translator.queryGiven("mine");
        codex.translator.taken("t1");
        codex.end("t1", "completed");

        assertThat(codex.events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::queryId)
                .containsExactly("q1", "mine");
    }

    @Test
    void aMessageThatIsNotTakenUpYetWaitsForCodexsOwnTurn() {
        codex.say("turn/started", "'turn':{'id':'t1'}");
        codex.translator.queryGiven("mine");
        codex.end("t1", "completed");
        codex.translator.taken("t2");
        codex.say("turn/started", "'turn':{'id':'t2'}");
        codex.end("t2", "completed");

        assertThat(codex.events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::queryId)
                .containsExactly("q1", "mine");
    }

    /// Codex says a text that was cut off as a whole, before it says that it tries again.
    @Test
    void aWholeOfAnAnswerThatBrokeOffIsWithdrawn() {
        codex.begin("mine", "t1");
        codex.say("item/agentMessage/delta", "'itemId':'a','delta':'Half'");
        codex.say("item/completed", "'item':{'type':'agentMessage','id':'a','text':'Half'}");
        codex.say("error", "'willRetry':true,'error':{'message':'Reconnecting... 1/1'}");
        codex.say("item/agentMessage/delta", "'itemId':'b','delta':'Half and half'");
        codex.say(
                "item/completed", "'item':{'type':'agentMessage','id':'b','text':'Half and half'}");
        codex.end("t1", "completed");

        assertThat(codex.completed(ConversationBlock.AssistantText.class))
                .extracting(ConversationBlock.AssistantText::incomplete)
                .containsExactly(Incomplete.WITHDRAWN, null);
        assertThat(codex.events(StreamEvent.Log.class).getFirst().levelOrDefault())
                .isEqualTo(LogLevel.WARN);
        codex.lawIsKept();
    }

    /// A count that has not grown comes when an answer breaks off, too.
    @Test
    void aTextIsWholeWhenItsTokensAreCounted() {
        codex.begin("mine", "t1");
        codex.say("item/agentMessage/delta", "'itemId':'a','delta':'Yes'");
        codex.say("item/completed", "'item':{'type':'agentMessage','id':'a','text':'Yes'}");
        codex.tokens(0, 0);
        assertThat(codex.completed(ConversationBlock.AssistantText.class)).isEmpty();
        codex.tokens(10, 2);

        assertThat(codex.completed(ConversationBlock.AssistantText.class)).hasSize(1);
    }

    @Test
    void usageIsOfTheQueryAndAReplayedTotalIsNotCounted() {
        codex.tokens(100, 10); // As it is said when a thread is resumed.
        codex.begin("one", "t1");
        codex.tokens(150, 15);
        codex.tokens(190, 19);
        codex.end("t1", "completed");

        var usage = codex.events(StreamEvent.MetadataUpdate.class).getLast().metadata().usage();
        assertThat(usage.inputTokens()).isEqualTo(45);
        assertThat(usage.cacheReadTokens()).isEqualTo(45);
        assertThat(usage.outputTokens()).isEqualTo(9);
        assertThat(usage.totalTokens()).isEqualTo(99);
    }

    @Test
    void aThoughtIsStreamedAsTheFirstKindThatComes() {
        codex.begin("mine", "t1");
        codex.say(
                "item/reasoning/summaryTextDelta", "'itemId':'r','summaryIndex':0,'delta':'One.'");
        codex.say("item/reasoning/textDelta", "'itemId':'r','contentIndex':0,'delta':'raw'");
        codex.say(
                "item/reasoning/summaryTextDelta", "'itemId':'r','summaryIndex':1,'delta':'Two.'");
        codex.say(
                "item/completed",
                "'item':{'type':'reasoning','id':'r','summary':['One.','Two.'],'content':['raw']}");
        codex.end("t1", "completed");

        assertThat(codex.completed(ConversationBlock.Thinking.class))
                .extracting(ConversationBlock.Thinking::content)
                .containsExactly("One.\n\nTwo.", "raw");
        codex.lawIsKept();
    }

    @Test
    void aThoughtWithoutWordsIsNoBlock() {
        codex.begin("mine", "t1");
        codex.say("item/started", "'item':{'type':'reasoning','id':'r','summary':[],'content':[]}");
        codex.say(
                "item/completed", "'item':{'type':'reasoning','id':'r','summary':[],'content':[]}");
        codex.end("t1", "completed");

        assertThat(codex.events(StreamEvent.BlockStart.class)).isEmpty();
    }

    @Test
    void anInterruptEndsWhatTheTurnHasLeftRunning() {
        codex.begin("mine", "t1");
        codex.say("item/started", TranslatorHarness.command("c1"));
        codex.say("item/commandExecution/outputDelta", "'itemId':'c1','delta':'a'");
        codex.translator.interruptAsked("mine");
        codex.end("t1", "interrupted");
        codex.say("item/commandExecution/outputDelta", "'itemId':'c1','delta':'b'");
        codex.say(
                "item/completed",
                "'item':{'type':'commandExecution','id':'c1','status':'failed','aggregatedOutput':'ab'}");

        assertThat(codex.toCodex).containsExactly("left main-thread [c1]");
        assertThat(codex.events(StreamEvent.QueryEnded.class).getFirst().outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(codex.completed(ConversationBlock.ToolResult.class)).hasSize(1);
        codex.lawIsKept();
    }

    @Test
    void theResultOfACommandThatWasCutBeforeItSaidAnythingComesAfterItsQuery() {
        codex.begin("mine", "t1");
        codex.say("item/started", TranslatorHarness.command("c1"));
        codex.end("t1", "interrupted");
        codex.say(
                "item/completed",
                "'item':{'type':'commandExecution','id':'c1','status':'failed','aggregatedOutput':'ab'}");

        assertThat(
                        codex.completed(ConversationBlock.ToolResult.class)
                                .getFirst()
                                .output()
                                .stringValue())
                .isEqualTo("ab");
        codex.lawIsKept();
    }

    @Test
    void aCommandThatGoesOnIsInTheBackground() {
        codex.begin("mine", "t1");
        codex.say("item/started", TranslatorHarness.command("c1"));
        codex.end("t1", "completed");
        assertThat(codex.completed(ConversationBlock.ToolUse.class)).isEmpty();
        codex.begin("next", "t2");
        codex.end("t2", "interrupted");
        codex.say(
                "item/completed",
                "'item':{'type':'commandExecution','id':'c1','status':'completed','aggregatedOutput':'late','durationMs':5}");

        var use = codex.completed(ConversationBlock.ToolUse.class).getFirst();
        assertThat(use.others()).containsKey("background");
        assertThat(codex.toCodex).isEmpty();
        codex.lawIsKept();
    }

    @Test
    void aSubagentIsStoppedWithTheQueryThatBeganIt() {
        codex.begin("mine", "t1");
        codex.say(
                "item/completed",
                "'item':{'type':'collabAgentToolCall','id':'k','tool':'spawnAgent','status':'completed','prompt':'count','receiverThreadIds':['child'],'agentsStates':{}}");
        codex.sayOf("child", "turn/started", "'turn':{'id':'c1'}");
        codex.sayOf("child", "item/started", TranslatorHarness.command("cc"));
        codex.translator.interruptAsked("mine");
        codex.end("t1", "interrupted");
        codex.sayOf("child", "turn/completed", "'turn':{'id':'c1','status':'interrupted'}");

        assertThat(codex.toCodex).containsExactly("stop child", "left child [cc]");
        var agent = codex.completed(ConversationBlock.Subagent.class).getFirst();
        assertThat(agent.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(agent.toolUseId()).isEqualTo("k");
        codex.lawIsKept();
    }

    @Test
    void aSubagentThatIsToldMoreBeginsAnotherPieceOfWork() {
        codex.begin("mine", "t1");
        for (var tool : List.of("spawnAgent", "sendInput")) {
            codex.say(
                    "item/completed",
                    "'item':{'type':'collabAgentToolCall','id':'"
                            + tool
                            + "','tool':'"
                            + tool
                            + "','status':'completed','prompt':'go','receiverThreadIds':['child'],'agentsStates':{}}");
            codex.sayOf("child", "turn/started", "'turn':{'id':'c1'}");
            codex.sayOf(
                    "child",
                    "item/completed",
                    "'item':{'type':'agentMessage','id':'" + tool + "a','text':'done'}");
            codex.sayOf("child", "turn/completed", "'turn':{'id':'c1','status':'completed'}");
        }

        assertThat(codex.completed(ConversationBlock.Subagent.class))
                .extracting(ConversationBlock.Subagent::toolUseId)
                .containsExactly("spawnAgent", "sendInput");
        codex.lawIsKept();
    }

    @Test
    void aPlanIsABlock() {
        codex.begin("mine", "t1");
        codex.say(
                "turn/plan/updated",
                "'plan':[{'step':'one','status':'inProgress'},{'step':'two','status':'pending'}]");

        assertThat(codex.completed(ConversationBlock.Plan.class).getFirst().entries())
                .extracting(ConversationBlock.Plan.Entry::status)
                .containsExactly("in_progress", "pending");
    }

    @Test
    void whatIsNotKnownIsKept() {
        codex.say("thread/quantum/entangled", "'a':1");
        codex.begin("mine", "t1");
        codex.say("item/completed", "'item':{'type':'telepathy','id':'x'}");
        codex.say("item/completed", "'item':{'type':'sleep','id':'s','durationMs':5}");
        codex.translator.notJson("noise".getBytes(StandardCharsets.UTF_8));

        assertThat(codex.events(StreamEvent.Log.class))
                .extracting(StreamEvent.Log::levelOrDefault)
                .containsExactly(LogLevel.DEBUG, LogLevel.DEBUG, LogLevel.WARN);
        assertThat(codex.completed(ConversationBlock.ToolUse.class)).hasSize(1);
    }

    @Test
    void aFailureIsToldOnceAndAnInterruptedOneIsNone() {
        codex.begin("one", "t1");
        var error = "'error':{'message':'gone','codexErrorInfo':'unauthorized'}";
        codex.say("error", error + ",'willRetry':false");
        codex.say("turn/completed", "'turn':{'id':'t1','status':'failed'," + error + "}");
        codex.begin("two", "t2");
        codex.translator.interruptAsked("two");
        codex.say("turn/completed", "'turn':{'id':'t2','status':'failed'," + error + "}");

        assertThat(codex.completed(ConversationBlock.ErrorBlock.class)).hasSize(1);
        assertThat(codex.events(StreamEvent.Failure.class)).hasSize(1);
        assertThat(codex.events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::outcome)
                .containsExactly(QueryOutcome.FAILED, QueryOutcome.INTERRUPTED);
    }
}
