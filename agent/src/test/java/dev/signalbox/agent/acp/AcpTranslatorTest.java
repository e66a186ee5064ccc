package dev.signalbox.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class AcpTranslatorTest {
    private final List<StreamEvent> events = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();
    private final BlockLaw law = new BlockLaw();
    private final AcpTranslator translator =
            new AcpTranslator(
                    new CountedIds(),
                    this::take,
                    (id, result) -> replies.add(id + " " + result),
                    QueryCause::new,
                    new Spending(null, _ -> {}));

    private void take(StreamEvent event) {
        if (event instanceof StreamEvent.Conversation conversation) {
            try {
                law.apply(conversation);
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }
        events.add(event);
    }

    private boolean update(String update) {
        return translator.update(Specs.options("{'update':" + update + "}"));
    }

    private void chunk(String kind, String text, String more) {
        update(
                "{'sessionUpdate':'agent_"
                        + kind
                        + "_chunk','content':{'type':'text','text':'"
                        + text
                        + "'}"
                        + more
                        + "}");
    }

    private void end(String stopReason) {
        translator.prompted("q1", Specs.options("{'stopReason':'" + stopReason + "'}"));
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

    private List<String> texts() {
        return completed(ConversationBlock.AssistantText.class).stream()
                .map(ConversationBlock.AssistantText::content)
                .toList();
    }

    @Test
    void aBlockEndsWhereAnotherKindMessageOrCallBegins() {
        translator.queryGiven("q1");
        chunk("message", "a", "");
        chunk("message", "b", "");
        chunk("thought", "c", "");
        chunk("message", "d", ",'messageId':'m1'");
        chunk("message", "e", ",'messageId':'m2'");
        update("{'sessionUpdate':'tool_call','toolCallId':'t1','title':'read','status':'pending'}");
        chunk("message", "f", ",'messageId':'m2'");
        end("end_turn");

        assertThat(texts()).containsExactly("ab", "d", "e", "f");
        assertThat(law.openCount()).isZero();
    }

    @Test
    void eachOfGeminisThoughtsIsABlock() {
        translator.queryGiven("q1");
        chunk("thought", "**One**", "");
        chunk("thought", "**Two**", "");
        end("end_turn");
        assertThat(completed(ConversationBlock.Thinking.class)).hasSize(2);
    }

    @Test
    void aChangeOfModeIsNoText() {
        chunk("message", "[MODE_UPDATE] plan", "");
        assertThat(events(StreamEvent.BlockStart.class)).isEmpty();
        assertThat(events(StreamEvent.MetadataUpdate.class).getFirst().metadata().others())
                .containsEntry("mode", ProtocolJson.text("plan"));
    }

    @Test
    void aCallGoesFromPendingToItsResult() {
        translator.queryGiven("q1");
        update(
                "{'sessionUpdate':'tool_call','toolCallId':'t1','title':'bash','kind':'execute','status':'pending','rawInput':{}}");
        update(
                "{'sessionUpdate':'tool_call_update','toolCallId':'t1','rawInput':{'command':'ls'},'status':'in_progress','locations':[{'path':'/a','line':3}]}");
        update(
                "{'sessionUpdate':'tool_call_update','toolCallId':'t1','status':'in_progress','content':[{'type':'content','content':{'type':'text','text':'one'}}]}");
        update(
                "{'sessionUpdate':'tool_call_update','toolCallId':'t1','status':'completed','rawOutput':{'output':'one two','metadata':{'exit':0}}}");
        end("end_turn");

        var use = completed(ConversationBlock.ToolUse.class).getFirst();
        assertThat(use.toolName()).isEqualTo("bash");
        assertThat(use.status()).isEqualTo(ToolStatus.SUCCESS);
        assertThat(use.locations().getFirst().line()).isEqualTo(3);
        assertThat(events(StreamEvent.TextDelta.class).getFirst().delta()).isEqualTo("one");
        assertThat(completed(ConversationBlock.ToolResult.class).getFirst().output().stringValue())
                .isEqualTo("one two");
    }

    @Test
    void aCallThatIsRejectedAndNotSpokenOfAgainIsOver() {
        translator.queryGiven("q1");
        translator.permissionRequested(
                ProtocolJson.tree(0),
                Specs.options(
                        "{'toolCall':{'toolCallId':'run__1','title':'rm x','kind':'execute'},'options':[{'optionId':'cancel','kind':'reject_once'}]}"));
        var request = events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(request.toolName()).isEqualTo("run");
        translator.answered(
                new RunnerCommand.AnswerPermission(request.requestId(), "reject_once", null, null));
        chunk("message", "well", "");

        assertThat(replies.getFirst()).contains("\"optionId\":\"cancel\"");
        assertThat(completed(ConversationBlock.ToolUse.class).getFirst().status())
                .isEqualTo(ToolStatus.ERROR);
        assertThat(completed(ConversationBlock.ToolUse.class).getFirst().incomplete()).isNull();
        assertThat(completed(ConversationBlock.ToolResult.class).getFirst().isError()).isTrue();
    }

    @Test
    void whatAnInterruptCutsSaysSo() {
        translator.queryGiven("q1");
        chunk("message", "half", "");
        update(
                "{'sessionUpdate':'tool_call','toolCallId':'t1','title':'x','status':'in_progress'}");
        translator.interruptAsked("q1");
        chunk("message", "more", "");
        end("end_turn");
        update("{'sessionUpdate':'tool_call_update','toolCallId':'t1','status':'completed'}");

        assertThat(events(StreamEvent.QueryEnded.class).getFirst().outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(completed(ConversationBlock.AssistantText.class).getLast().incomplete())
                .isEqualTo(Incomplete.INTERRUPTED);
        assertThat(completed(ConversationBlock.ToolUse.class)).hasSize(1);
        assertThat(events(StreamEvent.QueryStarted.class)).isEmpty();
    }

    @Test
    void stopReasonsKeepTheirNames() {
        for (var reason : List.of("end_turn", "max_tokens", "refusal", "max_turn_requests")) {
            translator.queryGiven("q1");
            end(reason);
        }
        assertThat(events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::stopReason)
                .containsExactly("end_turn", "max_tokens", "refusal", "max_turns");
    }

    @Test
    void anErrorOfAnyCodeFailsTheQuery() {
        refuse(401, "{\"error\":{\"code\":401,\"message\":\"no\"}}", ErrorCode.AGENT_AUTH_FAILED);
        refuse(-32000, "Authentication required", ErrorCode.AGENT_AUTH_FAILED);
        refuse(529, "x", ErrorCode.AGENT_OVERLOADED);
        refuse(-32603, "Internal error: Overloaded", ErrorCode.AGENT_OVERLOADED);
        refuse(400, "prompt is too long: 2 > 1", ErrorCode.AGENT_CONTEXT_TOO_LONG);
        refuse(-32603, "boom", ErrorCode.AGENT_FAILED);
    }

    private void refuse(long code, String message, ErrorCode expected) {
        translator.queryGiven("q1");
        translator.refused("q1", new JsonRpc.Refusal(code, message, null));
        var cause = events(StreamEvent.QueryEnded.class).getLast().cause();
        assertThat(cause.code()).isEqualTo(expected.name());
        assertThat(cause.message()).doesNotContain("{");
    }

    @Test
    void cachedTokensAreCountedOnce() {
        translator.queryGiven("q1");
        translator.prompted(
                "q1",
                Specs.options(
                        "{'stopReason':'end_turn','usage':{'inputTokens':100,'outputTokens':10,'cachedReadTokens':60,'totalTokens':110}}"));
        var usage = events(StreamEvent.MetadataUpdate.class).getLast().metadata().usage();
        assertThat(usage.inputTokens()).isEqualTo(40);
        assertThat(usage.totalTokens()).isEqualTo(110);
    }

    @Test
    void commandsAreSaidWhenTheyDiffer() {
        for (int i = 0; i < 2; i++) {
            update(
                    "{'sessionUpdate':'available_commands_update','availableCommands':[{'name':'a','description':'d','input':{'hint':'h'}}]}");
        }
        assertThat(events(StreamEvent.MetadataUpdate.class)).hasSize(1);
        var commands = events(StreamEvent.MetadataUpdate.class).getFirst().metadata().commands();
        assertThat(commands.path(0).path("argumentHint").stringValue()).isEqualTo("h");
    }

    @Test
    void whatItDoesNotKnowIsKept() {
        update("{'sessionUpdate':'news_of_tomorrow','x':1}");
        translator.notJson("Loading…".getBytes(StandardCharsets.UTF_8));

        var logs = events(StreamEvent.Log.class);
        assertThat(logs.get(0).levelOrDefault()).isEqualTo(LogLevel.DEBUG);
        assertThat(logs.get(0).data().toString()).contains("news_of_tomorrow");
        assertThat(logs.get(1).message()).isEqualTo("Loading…");
    }
}
