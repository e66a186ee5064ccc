package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

class CodexTranslatorTest {
    private final List<StreamEvent> events = new ArrayList<>();
    private final List<String> toCodex = new ArrayList<>();
    private final JsonRpc rpc = new JsonRpc(_ -> {});
    private final CodexTranslator translator =
            new CodexTranslator(
                    new CountedIds(),
                    events::add,
                    new CodexPeer() {
                        @Override
                        public void reply(JsonNode id, JsonNode result) {
                            toCodex.add(id + " " + result);
                        }

                        @Override
                        public void refuse(JsonNode id, String method) {
                            toCodex.add(id + " refused " + method);
                        }

                        @Override
                        public void leftRunning(String threadId, Set<String> itemIds) {
                            toCodex.add("left " + threadId + " " + itemIds);
                        }

                        @Override
                        public void stop(String threadId) {
                            toCodex.add("stop " + threadId);
                        }
                    },
                    QueryCause::new,
                    new TokenUsage(_ -> {}));

    @BeforeEach
    void open() throws ProtocolException {
        translator.opened(ProtocolJson.readObject("{\"id\":\"main-thread\",\"model\":\"m\"}"));
    }

    private void begin(String queryId, String turnId) {
        translator.queryGiven(queryId);
        translator.taken(turnId);
        say("turn/started", "'turn':{'id':'" + turnId + "'}");
    }

    private void end(String turnId, String status) {
        say("turn/completed", "'turn':{'id':'" + turnId + "','status':'" + status + "'}");
    }

    private void say(String method, String params) {
        sayOf("main-thread", method, params);
    }

    private void sayOf(String thread, String method, String params) {
        line(
                "{'method':'%s','params':{'threadId':'%s','turnId':'t1',%s}}"
                        .formatted(method, thread, params));
    }

    private void ask(int id, String method, String params) {
        line(
                "{'method':'%s','id':%d,'params':{'threadId':'main-thread','turnId':'t1',%s}}"
                        .formatted(method, id, params));
    }

    private void line(String line) {
        try {
            assertThat(rpc.accept(ProtocolJson.readObject(line.replace('\'', '"')), translator))
                    .isTrue();
        } catch (ProtocolException e) {
            throw new AssertionError(line, e);
        }
    }

    private void answer(String requestId, String optionId, Map<String, JsonNode> answers) {
        translator.answered(new RunnerCommand.AnswerPermission(requestId, optionId, null, answers));
    }

    private <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static String command(String id) {
        return "'item':{'type':'commandExecution','id':'%s','command':'/bin/bash -lc ls','cwd':'/w','commandActions':[{'type':'listFiles','command':'ls'}],'status':'inProgress'}"
                .formatted(id);
    }

    private void lawIsKept() {
        var law = new BlockLaw();
        for (var event : events) {
            if (event instanceof StreamEvent.Conversation conversation) {
                try {
                    law.apply(conversation);
                } catch (ProtocolException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void aTurnThatNobodyAskedForIsAQueryOfTheAgents() {
        say("turn/started", "'turn':{'id':'t1'}");
        say(
                "item/completed",
                "'item':{'type':'userMessage','id':'u','content':[{'type':'text','text':'Go on.'}]}");
        end("t1", "completed");

        assertThat(events(StreamEvent.QueryStarted.class)).hasSize(1);
        assertThat(completed(ConversationBlock.SystemNotice.class).getFirst().message())
                .isEqualTo("Go on.");
        assertThat(events(StreamEvent.QueryEnded.class).getFirst().queryId()).isEqualTo("q1");
    }

    @Test
    void anEchoOfTheUsersMessageIsLeftOut() {
        begin("mine", "t1");
        say(
                "item/completed",
                "'item':{'type':'userMessage','id':'u','content':[{'type':'text','text':'Hi'}]}");
        end("t1", "completed");

        assertThat(events(StreamEvent.QueryStarted.class)).isEmpty();
        assertThat(events(StreamEvent.BlockComplete.class)).isEmpty();
    }

    @Test
    void aMessageIsFoldedIntoATurnOfCodexsOwn() {
        say("turn/started", "'turn':{'id':'t1'}");
        translator.queryGiven("mine");
        translator.taken("t1");
        end("t1", "completed");

        assertThat(events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::queryId)
                .containsExactly("q1", "mine");
    }

    @Test
    void aMessageThatIsNotTakenUpYetWaitsForCodexsOwnTurn() {
        say("turn/started", "'turn':{'id':'t1'}");
        translator.queryGiven("mine");
        end("t1", "completed");
        translator.taken("t2");
        say("turn/started", "'turn':{'id':'t2'}");
        end("t2", "completed");

        assertThat(events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::queryId)
                .containsExactly("q1", "mine");
    }

    /// Codex says a text that was cut off as a whole, before it says that it tries again.
    @Test
    void aWholeOfAnAnswerThatBrokeOffIsWithdrawn() {
        begin("mine", "t1");
        say("item/agentMessage/delta", "'itemId':'a','delta':'Half'");
        say("item/completed", "'item':{'type':'agentMessage','id':'a','text':'Half'}");
        say("error", "'willRetry':true,'error':{'message':'Reconnecting... 1/1'}");
        say("item/agentMessage/delta", "'itemId':'b','delta':'Half and half'");
        say("item/completed", "'item':{'type':'agentMessage','id':'b','text':'Half and half'}");
        end("t1", "completed");

        assertThat(completed(ConversationBlock.AssistantText.class))
                .extracting(ConversationBlock.AssistantText::incomplete)
                .containsExactly(Incomplete.WITHDRAWN, null);
        assertThat(events(StreamEvent.Log.class).getFirst().levelOrDefault())
                .isEqualTo(LogLevel.WARN);
        lawIsKept();
    }

    /// A count that has not grown comes when an answer breaks off, too.
    @Test
    void aTextIsWholeWhenItsTokensAreCounted() {
        begin("mine", "t1");
        say("item/agentMessage/delta", "'itemId':'a','delta':'Yes'");
        say("item/completed", "'item':{'type':'agentMessage','id':'a','text':'Yes'}");
        tokens(0, 0);
        assertThat(completed(ConversationBlock.AssistantText.class)).isEmpty();
        tokens(10, 2);

        assertThat(completed(ConversationBlock.AssistantText.class)).hasSize(1);
    }

    private void tokens(int input, int output) {
        var usage =
                "{'inputTokens':%d,'cachedInputTokens':%d,'outputTokens':%d,'totalTokens':%d}"
                        .formatted(input, input / 2, output, input + output);
        say(
                "thread/tokenUsage/updated",
                "'tokenUsage':{'total':" + usage + ",'last':" + usage + "}");
    }

    @Test
    void usageIsOfTheQueryAndAReplayedTotalIsNotCounted() {
        tokens(100, 10); // As it is said when a thread is resumed.
        begin("one", "t1");
        tokens(150, 15);
        tokens(190, 19);
        end("t1", "completed");

        var usage = events(StreamEvent.MetadataUpdate.class).getLast().metadata().usage();
        assertThat(usage.inputTokens()).isEqualTo(45);
        assertThat(usage.cacheReadTokens()).isEqualTo(45);
        assertThat(usage.outputTokens()).isEqualTo(9);
        assertThat(usage.totalTokens()).isEqualTo(99);
    }

    @Test
    void aThoughtIsStreamedAsTheFirstKindThatComes() {
        begin("mine", "t1");
        say("item/reasoning/summaryTextDelta", "'itemId':'r','summaryIndex':0,'delta':'One.'");
        say("item/reasoning/textDelta", "'itemId':'r','contentIndex':0,'delta':'raw'");
        say("item/reasoning/summaryTextDelta", "'itemId':'r','summaryIndex':1,'delta':'Two.'");
        say(
                "item/completed",
                "'item':{'type':'reasoning','id':'r','summary':['One.','Two.'],'content':['raw']}");
        end("t1", "completed");

        assertThat(completed(ConversationBlock.Thinking.class))
                .extracting(ConversationBlock.Thinking::content)
                .containsExactly("One.\n\nTwo.", "raw");
        lawIsKept();
    }

    @Test
    void aThoughtWithoutWordsIsNoBlock() {
        begin("mine", "t1");
        say("item/started", "'item':{'type':'reasoning','id':'r','summary':[],'content':[]}");
        say("item/completed", "'item':{'type':'reasoning','id':'r','summary':[],'content':[]}");
        end("t1", "completed");

        assertThat(events(StreamEvent.BlockStart.class)).isEmpty();
    }

    @Test
    void anInterruptEndsWhatTheTurnHasLeftRunning() {
        begin("mine", "t1");
        say("item/started", command("c1"));
        say("item/commandExecution/outputDelta", "'itemId':'c1','delta':'a'");
        translator.interruptAsked("mine");
        end("t1", "interrupted");
        say("item/commandExecution/outputDelta", "'itemId':'c1','delta':'b'");
        say(
                "item/completed",
                "'item':{'type':'commandExecution','id':'c1','status':'failed','aggregatedOutput':'ab'}");

        assertThat(toCodex).containsExactly("left main-thread [c1]");
        assertThat(events(StreamEvent.QueryEnded.class).getFirst().outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(completed(ConversationBlock.ToolResult.class)).hasSize(1);
        lawIsKept();
    }

    @Test
    void theResultOfACommandThatWasCutBeforeItSaidAnythingComesAfterItsQuery() {
        begin("mine", "t1");
        say("item/started", command("c1"));
        end("t1", "interrupted");
        say(
                "item/completed",
                "'item':{'type':'commandExecution','id':'c1','status':'failed','aggregatedOutput':'ab'}");

        assertThat(completed(ConversationBlock.ToolResult.class).getFirst().output().stringValue())
                .isEqualTo("ab");
        lawIsKept();
    }

    @Test
    void aCommandThatGoesOnIsInTheBackground() {
        begin("mine", "t1");
        say("item/started", command("c1"));
        end("t1", "completed");
        assertThat(completed(ConversationBlock.ToolUse.class)).isEmpty();
        begin("next", "t2");
        end("t2", "interrupted");
        say(
                "item/completed",
                "'item':{'type':'commandExecution','id':'c1','status':'completed','aggregatedOutput':'late','durationMs':5}");

        var use = completed(ConversationBlock.ToolUse.class).getFirst();
        assertThat(use.others()).containsKey("background");
        assertThat(toCodex).isEmpty();
        lawIsKept();
    }

    @Test
    void aRequestThatCodexSettlesByItselfIsWithdrawn() {
        begin("mine", "t1");
        say("item/started", command("c1"));
        ask(0, "item/commandExecution/requestApproval", "'itemId':'c1','command':'ls','cwd':'/w'");
        say("serverRequest/resolved", "'requestId':0");
        ask(1, "item/commandExecution/requestApproval", "'itemId':'c1','command':'ls','cwd':'/w'");
        end("t1", "interrupted");

        assertThat(events(StreamEvent.PermissionWithdrawn.class)).hasSize(2);
        answer(
                events(StreamEvent.PermissionRequested.class).getFirst().requestId(),
                "allow_once",
                Map.of());
        assertThat(toCodex).containsExactly("left main-thread [c1]");
        lawIsKept();
    }

    @Test
    void aCommandThatWantsOutHasARuleOfItsOwn() {
        begin("mine", "t1");
        say("item/started", command("c1"));
        var same = "'itemId':'c1','command':'ls','cwd':'/w'";
        ask(0, "item/commandExecution/requestApproval", same);
        ask(1, "item/commandExecution/requestApproval", same + ",'reason':'I must'");

        assertThat(events(StreamEvent.PermissionRequested.class))
                .extracting(StreamEvent.PermissionRequested::rule)
                .containsExactly(
                        "commandExecution(ls) in /w", "commandExecution(ls) in /w, unconfined");
        answer("req_1", "allow_always", Map.of());
        answer("req_2", "reject_once", Map.of());
        assertThat(toCodex)
                .containsExactly("0 {\"decision\":\"accept\"}", "1 {\"decision\":\"decline\"}");
    }

    @Test
    void changesInTheWorkspaceAreAcceptedInThatModeAndOthersAsked() {
        translator.unasked(new UnaskedAnswers(PermissionMode.Unasked.EDITS, Path.of("/w")));
        begin("mine", "t1");
        for (var path : List.of("/w/a.txt", "/w/../etc/passwd")) {
            say(
                    "item/started",
                    "'item':{'type':'fileChange','id':'"
                            + path
                            + "','status':'inProgress','changes':[{'path':'"
                            + path
                            + "','kind':{'type':'add'},'diff':'x'}]}");
            ask(7, "item/fileChange/requestApproval", "'itemId':'" + path + "'");
        }

        assertThat(toCodex).containsExactly("7 {\"decision\":\"accept\"}");
        assertThat(events(StreamEvent.PermissionRequested.class)).hasSize(1);
    }

    @Test
    void aQuestionIsACallOfItsOwn() {
        begin("mine", "t1");
        ask(
                3,
                "item/tool/requestUserInput",
                "'itemId':'i','questions':[{'id':'c','header':'C','question':'Which?','isOther':true,'options':[{'label':'Red','description':'r'},{'label':'Blue','description':'b'}]}]");
        var asked = events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(asked.kind()).isEqualTo(PermissionKind.QUESTION);
        assertThat(asked.questions().getFirst().freeText()).isTrue();
        answer(asked.requestId(), "answer", Map.of("c", ProtocolJson.tree(List.of("o2"))));

        assertThat(toCodex).containsExactly("3 {\"answers\":{\"c\":{\"answers\":[\"Blue\"]}}}");
        assertThat(completed(ConversationBlock.ToolResult.class)).hasSize(1);
        lawIsKept();
    }

    @Test
    void aFormOfAnMcpServerIsFilledIn() {
        begin("mine", "t1");
        ask(
                4,
                "mcpServer/elicitation/request",
                "'serverName':'s','mode':'form','message':'Who?','requestedSchema':{'type':'object','properties':{'name':{'type':'string'},'age':{'type':'integer'},'ok':{'type':'boolean'},'pet':{'type':'string','enum':['cat','dog']}}}");
        var asked = events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(asked.questions()).hasSize(4);
        answer(
                asked.requestId(),
                "answer",
                Map.of(
                        "name", ProtocolJson.text("Ann"),
                        "age", ProtocolJson.text("7"),
                        "ok", ProtocolJson.tree(List.of("true")),
                        "pet", ProtocolJson.tree(List.of("dog"))));

        assertThat(toCodex)
                .containsExactly(
                        "4 {\"action\":\"accept\",\"content\":{\"name\":\"Ann\",\"age\":7,\"ok\":true,\"pet\":\"dog\"}}");
    }

    @Test
    void whatNobodyCanAnswerIsRefused() {
        ask(9, "attestation/generate", "'a':1");

        assertThat(toCodex).containsExactly("9 refused attestation/generate");
    }

    @Test
    void aSubagentIsStoppedWithTheQueryThatBeganIt() {
        begin("mine", "t1");
        say(
                "item/completed",
                "'item':{'type':'collabAgentToolCall','id':'k','tool':'spawnAgent','status':'completed','prompt':'count','receiverThreadIds':['child'],'agentsStates':{}}");
        sayOf("child", "turn/started", "'turn':{'id':'c1'}");
        sayOf("child", "item/started", command("cc"));
        translator.interruptAsked("mine");
        end("t1", "interrupted");
        sayOf("child", "turn/completed", "'turn':{'id':'c1','status':'interrupted'}");

        assertThat(toCodex).containsExactly("stop child", "left child [cc]");
        var agent = completed(ConversationBlock.Subagent.class).getFirst();
        assertThat(agent.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(agent.toolUseId()).isEqualTo("k");
        lawIsKept();
    }

    @Test
    void aSubagentThatIsToldMoreBeginsAnotherPieceOfWork() {
        begin("mine", "t1");
        for (var tool : List.of("spawnAgent", "sendInput")) {
            say(
                    "item/completed",
                    "'item':{'type':'collabAgentToolCall','id':'"
                            + tool
                            + "','tool':'"
                            + tool
                            + "','status':'completed','prompt':'go','receiverThreadIds':['child'],'agentsStates':{}}");
            sayOf("child", "turn/started", "'turn':{'id':'c1'}");
            sayOf(
                    "child",
                    "item/completed",
                    "'item':{'type':'agentMessage','id':'" + tool + "a','text':'done'}");
            sayOf("child", "turn/completed", "'turn':{'id':'c1','status':'completed'}");
        }

        assertThat(completed(ConversationBlock.Subagent.class))
                .extracting(ConversationBlock.Subagent::toolUseId)
                .containsExactly("spawnAgent", "sendInput");
        lawIsKept();
    }

    @Test
    void aPlanIsABlock() {
        begin("mine", "t1");
        say(
                "turn/plan/updated",
                "'plan':[{'step':'one','status':'inProgress'},{'step':'two','status':'pending'}]");

        assertThat(completed(ConversationBlock.Plan.class).getFirst().entries())
                .extracting(ConversationBlock.Plan.Entry::status)
                .containsExactly("in_progress", "pending");
    }

    @Test
    void whatIsNotKnownIsKept() {
        say("thread/quantum/entangled", "'a':1");
        begin("mine", "t1");
        say("item/completed", "'item':{'type':'telepathy','id':'x'}");
        say("item/completed", "'item':{'type':'sleep','id':'s','durationMs':5}");
        translator.notJson("noise".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThat(events(StreamEvent.Log.class))
                .extracting(StreamEvent.Log::levelOrDefault)
                .containsExactly(LogLevel.DEBUG, LogLevel.DEBUG, LogLevel.WARN);
        assertThat(completed(ConversationBlock.ToolUse.class)).hasSize(1);
    }

    @Test
    void aFailureIsToldOnceAndAnInterruptedOneIsNone() {
        begin("one", "t1");
        var error = "'error':{'message':'gone','codexErrorInfo':'unauthorized'}";
        say("error", error + ",'willRetry':false");
        say("turn/completed", "'turn':{'id':'t1','status':'failed'," + error + "}");
        begin("two", "t2");
        translator.interruptAsked("two");
        say("turn/completed", "'turn':{'id':'t2','status':'failed'," + error + "}");

        assertThat(completed(ConversationBlock.ErrorBlock.class)).hasSize(1);
        assertThat(events(StreamEvent.Failure.class)).hasSize(1);
        assertThat(events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::outcome)
                .containsExactly(QueryOutcome.FAILED, QueryOutcome.INTERRUPTED);
    }
}
