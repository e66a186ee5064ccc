package dev.signalbox.agent.claude;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the recordings do not show, told in lines of the same form.
class ClaudeTranslatorTest {
    private static final String INIT = "{'type':'system','subtype':'init','model':'m'}";
    private static final String DONE =
            "{'type':'result','subtype':'success','is_error':false,'stop_reason':'end_turn','terminal_reason':'completed'}";

    private final List<StreamEvent> events = new ArrayList<>();
    private final List<ObjectNode> replies = new ArrayList<>();
    private int ids;
    private final ClaudeTranslator translator =
            new ClaudeTranslator(
                    prefix -> prefix + ++ids,
                    events::add,
                    replies::add,
                    QueryCause::new,
                    new UsageTotals(null, _ -> {}));

    private void say(String... lines) throws ProtocolException {
        for (var line : lines) {
            translator.accept(ProtocolJson.readObject(line.replace('\'', '"')));
        }
    }

    private static String event(String event) {
        return "{'type':'stream_event','event':" + event + ",'parent_tool_use_id':null}";
    }

    private static String start(int index) {
        return event(
                "{'type':'content_block_start','index':"
                        + index
                        + ",'content_block':{'type':'text','text':''}}");
    }

    private static String delta(int index, String text) {
        return event(
                "{'type':'content_block_delta','index':"
                        + index
                        + ",'delta':{'type':'text_delta','text':'"
                        + text
                        + "'}}");
    }

    private static String messageStart() {
        return event("{'type':'message_start','message':{'id':'m1','model':'m','usage':{}}}");
    }

    private static String whole(String content) {
        return "{'type':'assistant','message':{'id':'m1','model':'m','content':["
                + content
                + "]},'parent_tool_use_id':null}";
    }

    private static String text(String text) {
        return "{'type':'text','text':'" + text + "'}";
    }

    private static String bash(String id) {
        return "{'type':'tool_use','id':'" + id + "','name':'Bash','input':{'command':'ls'}}";
    }

    private static String asks(String requestId, String toolUseId) {
        return "{'type':'control_request','request_id':'"
                + requestId
                + "','request':{'subtype':'can_use_tool','tool_name':'Bash','input':{'command':'ls'},'tool_use_id':'"
                + toolUseId
                + "','permission_suggestions':[{'type':'addRules','destination':'localSettings'}]}}";
    }

    private <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<AssistantText> texts() {
        return events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(AssistantText.class::isInstance)
                .map(AssistantText.class::cast)
                .toList();
    }

    @Test
    void aBlockThatIsStreamedAgainAfterARetryIsTakenBack() throws ProtocolException {
        translator.queryGiven("q1", "u1");
        say(INIT, messageStart(), start(0), delta(0, "Cut in "));
        say(event("{'type':'content_block_stop','index':0}"), event("{'type':'message_stop'}"));
        say("{'type':'system','subtype':'api_retry','attempt':1,'error_status':null,'error':'x'}");
        say(messageStart(), start(0), delta(0, "Cut in "), delta(0, "two."));
        say(whole(text("Cut in two.")), DONE);

        assertThat(texts())
                .extracting(AssistantText::incomplete)
                .containsExactly(Incomplete.WITHDRAWN, null);
        assertThat(texts())
                .extracting(AssistantText::content)
                .containsExactly("Cut in ", "Cut in two.");
        assertThat(events(StreamEvent.QueryStarted.class)).isEmpty();
    }

    @Test
    void aWholeThatGoesOnWhereThePiecesEndedIsFilledUp() throws ProtocolException {
        say(INIT, messageStart(), start(0), delta(0, "Half"), whole(text("Half and half")), DONE);

        assertThat(texts())
                .singleElement()
                .extracting(AssistantText::content)
                .isEqualTo("Half and half");
        assertThat(events(StreamEvent.TextDelta.class))
                .extracting(StreamEvent.TextDelta::delta)
                .containsExactly("Half", " and half");
    }

    @Test
    void aWholeThatDiffersFromItsPiecesReplacesThem() throws ProtocolException {
        say(INIT, messageStart(), start(0), delta(0, "Wrong"), whole(text("Right")), DONE);

        assertThat(texts())
                .extracting(AssistantText::incomplete)
                .containsExactly(Incomplete.WITHDRAWN, null);
        assertThat(texts().getLast().content()).isEqualTo("Right");
    }

    @Test
    void aWholeWithoutPiecesIsSaidAtOnce() throws ProtocolException {
        say(INIT, whole(text("All at once.")), DONE);

        assertThat(texts())
                .singleElement()
                .extracting(AssistantText::content)
                .isEqualTo("All at once.");
        assertThat(events(StreamEvent.BlockStart.class)).isEmpty();
    }

    @Test
    void anAnswerThatIsInItsResultAloneIsSaid() throws ProtocolException {
        say(INIT, DONE.replace("'is_error'", "'result':'Cost: none','is_error'"));

        assertThat(texts())
                .singleElement()
                .extracting(AssistantText::content)
                .isEqualTo("Cost: none");
    }

    @Test
    void whatTheTurnsEndLeavesOpenIsCut() throws ProtocolException {
        say(INIT, messageStart(), start(0), delta(0, "Some"), whole(bash("t1")), DONE);

        assertThat(texts().getFirst().incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        var use =
                (ConversationBlock.ToolUse)
                        events(StreamEvent.BlockComplete.class).getLast().block();
        assertThat(use.status()).isEqualTo(ToolStatus.ERROR);
        assertThat(events.getLast()).isInstanceOf(StreamEvent.QueryEnded.class);
    }

    @Test
    void aPermissionWaitsForItsAnswer() throws ProtocolException {
        translator.queryGiven("q1", "u1");
        say(INIT, whole(bash("t1")), asks("r1", "t1"));
        var request = events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(request.queryId()).isEqualTo("q1");
        assertThat(request.options()).hasSize(3);

        var reply =
                translator.answered(
                        new RunnerCommand.AnswerPermission("r1", "allow_always", null, null));

        assertThat(reply.at("/response/response/behavior").stringValue()).isEqualTo("allow");
        assertThat(reply.at("/response/response/updatedInput/command").stringValue())
                .isEqualTo("ls");
        assertThat(reply.at("/response/response/updatedPermissions/0/destination").stringValue())
                .isEqualTo("session");
        assertThat(events(StreamEvent.BlockUpdate.class))
                .extracting(update -> update.updates().get("status").stringValue())
                .containsExactly("waiting", "running");
        assertThat(
                        translator.answered(
                                new RunnerCommand.AnswerPermission("r1", "allow_once", null, null)))
                .isNull();
    }

    @Test
    void aRequestThatClaudeTakesBackIsWithdrawn() throws ProtocolException {
        translator.queryGiven("q1", "u1");
        say(INIT, whole(bash("t1")), asks("r1", "t1"));
        say("{'type':'control_cancel_request','request_id':'r1'}");

        assertThat(events(StreamEvent.PermissionWithdrawn.class)).hasSize(1);
    }

    @Test
    void aRequestEndsWithItsTurnOrItsAgent() throws ProtocolException {
        say(INIT, whole(bash("t1")), asks("r1", "t1"), DONE);
        say(INIT, whole(bash("t2")), asks("r2", "t2"));
        translator.agentEnded();

        assertThat(events(StreamEvent.PermissionWithdrawn.class))
                .extracting(StreamEvent.PermissionWithdrawn::requestId)
                .containsExactly("r1", "r2");
    }

    @Test
    void aRequestThatIsNotKnownIsRefusedAndNotLeftHanging() throws ProtocolException {
        say("{'type':'control_request','request_id':'r9','request':{'subtype':'elicitation'}}");

        assertThat(replies).hasSize(1);
        assertThat(replies.getFirst().at("/response/subtype").stringValue()).isEqualTo("error");
        assertThat(replies.getFirst().at("/response/request_id").stringValue()).isEqualTo("r9");
    }

    @Test
    void aMessageThatIsTakenUpInClaudesOwnTurnEndsThatTurn() throws ProtocolException {
        say(INIT, whole(text("By myself.")));
        translator.queryGiven("q7", "u7");
        say("{'type':'command_lifecycle','command_uuid':'u7','state':'queued'}");
        say("{'type':'command_lifecycle','command_uuid':'u7','state':'started'}");
        say(whole(text("For you.")), DONE);

        assertThat(events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::queryId)
                .containsExactly("qry1", "q7");
    }

    @Test
    void theEndOfClaudesOwnTurnIsNotTheEndOfAMessageOnItsWay() throws ProtocolException {
        translator.queryGiven("q1", "u1");
        say(INIT, whole(text("By myself.")));
        say(DONE.replace("'is_error'", "'origin':{'kind':'task-notification'},'is_error'"));
        assertThat(events(StreamEvent.QueryEnded.class)).isEmpty();

        say("{'type':'command_lifecycle','command_uuid':'u1','state':'started'}");
        say(INIT, whole(text("For you.")), DONE);
        assertThat(events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::queryId)
                .containsExactly("q1");
    }

    @Test
    void aMessageThatWasCancelledBeforeItWasTakenUpIsInterrupted() throws ProtocolException {
        translator.queryGiven("q1", "u1");
        say("{'type':'command_lifecycle','command_uuid':'u1','state':'cancelled'}");

        assertThat(events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::outcome)
                .containsExactly(QueryOutcome.INTERRUPTED);
    }

    @Test
    void turnsThatRanOutAreNoFailure() throws ProtocolException {
        say(INIT, "{'type':'result','subtype':'error_max_turns','is_error':true}");

        var ended = events(StreamEvent.QueryEnded.class).getFirst();
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(ended.stopReason()).isEqualTo("max_turns");
    }

    @Test
    void aListOfThingsToDoIsAPlan() throws ProtocolException {
        say(
                INIT,
                whole(
                        "{'type':'tool_use','id':'t1','name':'TodoWrite','input':{'todos':[{'content':'Sow','status':'completed'},{'content':'Reap','status':'pending'}]}}"),
                DONE);

        assertThat(events(StreamEvent.BlockComplete.class).getFirst().block())
                .isInstanceOfSatisfying(
                        ConversationBlock.Plan.class,
                        plan ->
                                assertThat(plan.entries())
                                        .extracting(ConversationBlock.Plan.Entry::content)
                                        .containsExactly("Sow", "Reap"));
    }

    @Test
    void aSubagentThatNobodyAnnouncedBeginsWithItsFirstLine() throws ProtocolException {
        say(INIT, whole("{'type':'tool_use','id':'t1','name':'Task','input':{'prompt':'count'}}"));
        say(
                whole(text("Child."))
                        .replace("'parent_tool_use_id':null", "'parent_tool_use_id':'t1'"));
        say(
                "{'type':'user','message':{'content':[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':'7'}]}]},'parent_tool_use_id':null}");
        say(DONE);

        var agent =
                (ConversationBlock.Subagent)
                        events(StreamEvent.BlockComplete.class).getLast().block();
        assertThat(agent.output().stringValue()).isEqualTo("7");
        assertThat(agent.input().path("prompt").stringValue()).isEqualTo("count");
        assertThat(events(StreamEvent.BlockComplete.class).getFirst().conversationId())
                .isEqualTo(agent.subagentId());
    }

    @Test
    void linesThatNobodyKnowsAreKeptAsLogs() throws ProtocolException {
        say("{'type':'hologram','x':1}", "{'type':'system','subtype':'sunrise'}", "{'no':'type'}");
        translator.notJson("Segmentation fault".getBytes(StandardCharsets.UTF_8));

        var logs = events(StreamEvent.Log.class);
        assertThat(logs).hasSize(4);
        assertThat(logs.getFirst().data().path("x").intValue()).isEqualTo(1);
        assertThat(logs.getLast().levelOrDefault()).isEqualTo(LogLevel.WARN);
        assertThat(logs.getLast().message()).isEqualTo("Segmentation fault");
    }

    @Test
    void fieldsOfTheWrongTypeAreNotFatal() throws ProtocolException {
        say(
                "{'type':7}",
                "{'type':'assistant'}",
                "{'type':'assistant','message':{'content':'text'}}",
                "{'type':'user','message':null}",
                "{'type':'stream_event','event':[]}",
                "{'type':'system','subtype':'task_started'}",
                "{'type':'system','subtype':'task_notification'}",
                "{'type':'control_request'}",
                "{'type':'control_response','response':3}",
                "{'type':'result','modelUsage':[1,'x'],'usage':null}");

        assertThat(events(StreamEvent.QueryEnded.class)).hasSize(1);
    }

    @Test
    void questionsAreAnsweredInTheirOwnWords() throws ProtocolException {
        say(
                INIT,
                whole(
                        "{'type':'tool_use','id':'t1','name':'AskUserQuestion','input':{'questions':[]}}"));
        say(
                "{'type':'control_request','request_id':'r1','request':{'subtype':'can_use_tool','tool_name':'AskUserQuestion','tool_use_id':'t1','input':{'questions':[{'question':'Which?','multiSelect':true,'options':[{'label':'A'},{'label':'B'}]},{'question':'Why?','options':[]}]}}}");
        var reply =
                translator.answered(
                        new RunnerCommand.AnswerPermission(
                                "r1",
                                "answer",
                                null,
                                Map.of(
                                        "q1", ProtocolJson.tree(List.of("o1", "o2")),
                                        "q2", ProtocolJson.text("because"))));

        var answers = reply.at("/response/response/updatedInput/answers");
        assertThat(answers.path("Which?").stringValue()).isEqualTo("A, B");
        assertThat(answers.path("Why?").stringValue()).isEqualTo("because");
    }
}
