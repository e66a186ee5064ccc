package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.Map;

class BlockLawTest {
    private final BlockLaw law = new BlockLaw();

    private static StreamEvent.BlockStart start(ConversationBlock block) {
        return new StreamEvent.BlockStart("main", block);
    }

    private static StreamEvent.TextDelta delta(String id, String text) {
        return new StreamEvent.TextDelta("main", id, text);
    }

    private static StreamEvent.BlockComplete complete(ConversationBlock block) {
        return new StreamEvent.BlockComplete("main", block);
    }

    private static StreamEvent.BlockUpdate update(String id, String field, JsonNode value) {
        return new StreamEvent.BlockUpdate("main", id, Map.of(field, value));
    }

    private static ConversationBlock text(String id, String content) {
        return new ConversationBlock.AssistantText(id, content);
    }

    private static ConversationBlock tool(String id, ToolStatus status) {
        return new ConversationBlock.ToolUse(id, "Bash", "t-" + id, ProtocolJson.object(), status);
    }

    private static ConversationBlock subagent(String id, SubagentStatus status) {
        return new ConversationBlock.Subagent(
                id,
                null,
                null,
                "a-" + id,
                null,
                ProtocolJson.object(),
                status,
                null,
                null,
                null,
                Map.of());
    }

    private void accept(StreamEvent.Conversation... events) throws ProtocolException {
        for (var event : events) {
            law.apply(event);
        }
    }

    private void assertBroken(StreamEvent.Conversation event, String why) {
        int open = law.openCount();
        assertThatThrownBy(() -> law.apply(event))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.kind()).isEqualTo(Violation.BLOCK_LAW))
                .hasMessageContaining(why);
        assertThat(law.openCount()).isEqualTo(open);
    }

    @Test
    void aBlockLivesOnce() throws Exception {
        accept(start(text("b", "")));
        assertThat(law.isOpen("b")).isTrue();
        assertBroken(start(text("b", "")), "has started before");
        accept(delta("b", "x"), complete(text("b", "x")));
        assertThat(law.isOpen("b")).isFalse();
        assertThat(law.isKnown("b")).isTrue();
        assertBroken(start(text("b", "")), "has started before");
        assertBroken(complete(text("b", "x")), "complete already");
        assertBroken(delta("b", "y"), "complete already");
        assertBroken(update("b", "model", ProtocolJson.text("m")), "complete already");
    }

    @Test
    void nothingHappensToABlockBeforeItStarts() {
        assertBroken(delta("b", "x"), "has not started");
        assertBroken(update("b", "model", ProtocolJson.text("m")), "has not started");
        assertThat(law.isKnown("b")).isFalse();
    }

    @Test
    void aBlockMayComeWhole() throws Exception {
        accept(complete(text("b", "all of it")));
        assertBroken(complete(text("b", "all of it")), "complete already");
    }

    @Test
    void aBlockStaysInItsConversation() throws Exception {
        accept(start(text("b", "")));
        assertBroken(new StreamEvent.TextDelta("a1", "b", "x"), "belongs to main");
        assertBroken(new StreamEvent.BlockUpdate("a1", "b", Map.of()), "belongs to main");
        assertBroken(new StreamEvent.BlockComplete("a1", text("b", "")), "belongs to main");
        accept(complete(text("b", "")));
    }

    @Test
    void aBlockKeepsItsTypeAndItsId() throws Exception {
        accept(start(text("b", "")));
        assertBroken(complete(new ConversationBlock.Thinking("b", "")), "cannot end as thinking");
        assertBroken(
                new StreamEvent.BlockComplete("main", "b", text("c", ""), Map.of()),
                "is not the id of the block");
        assertBroken(update("b", "id", ProtocolJson.text("c")), "may not change 'id'");
        assertBroken(update("b", "type", ProtocolJson.text("x")), "may not change 'type'");
        assertBroken(update("b", "content", ProtocolJson.text("x")), "may not change 'content'");
        accept(complete(text("b", "")));
    }

    @Test
    void theTextOfACompleteBlockIsWhatItsDeltasAddUpTo() throws Exception {
        accept(start(text("b", "He")), delta("b", "l"), delta("b", ""), delta("b", "lo"));
        assertBroken(complete(text("b", "Hell")), "not what its deltas add up to");
        accept(complete(text("b", "Hello")));
    }

    @Test
    void halvesOfASurrogatePairAddUp() throws Exception {
        accept(start(text("b", "")));
        for (var half : new String[] {"\ud83d", "\ude00"}) {
            var line = ProtocolJson.writeBytes(delta("b", half));
            law.apply(ProtocolJson.read(line, StreamEvent.TextDelta.class));
        }
        assertBroken(complete(text("b", "\ud83d")), "not what its deltas add up to");
        accept(complete(text("b", "😀")));
    }

    @Test
    void aBlockWithoutTextTakesNoDelta() throws Exception {
        accept(start(tool("u", ToolStatus.PENDING)));
        assertBroken(delta("u", "x"), "has no text to append to");
        accept(complete(tool("u", ToolStatus.SUCCESS)));
    }

    @Test
    void aToolResultStreamsAndMayEndAsSomethingElse() throws Exception {
        var streaming =
                new ConversationBlock.ToolResult("r", "t", ProtocolJson.text("one "), false);
        accept(start(streaming), delta("r", "two"));
        accept(complete(new ConversationBlock.ToolResult("r", "t", ProtocolJson.object(), false)));
    }

    @Test
    void anUpdateOfTheWrongTypeChangesNothing() throws Exception {
        accept(start(tool("u", ToolStatus.PENDING)));
        assertThatThrownBy(() -> law.apply(update("u", "status", ProtocolJson.text("asleep"))))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.kind()).isEqualTo(Violation.WRONG_TYPE));
        accept(update("u", "status", ProtocolJson.text("running")));
        var closed = law.closeAll(Incomplete.INTERRUPTED);
        assertThat(closed).hasSize(1);
        assertThat(((ConversationBlock.ToolUse) closed.getFirst().block()).status())
                .isEqualTo(ToolStatus.ERROR);
    }

    @Test
    void theEndOfAQueryClosesWhatItLeftOpen() throws Exception {
        accept(start(text("b", "He")), delta("b", "llo"));
        accept(start(tool("u", ToolStatus.RUNNING)), start(subagent("s", SubagentStatus.RUNNING)));
        accept(new StreamEvent.BlockStart("a-s", text("inner", "")));
        var closed = law.closeQuery(Incomplete.INTERRUPTED);
        assertThat(closed).extracting(StreamEvent.BlockComplete::blockId).containsExactly("b", "u");
        assertThat(closed.getFirst().block())
                .isEqualTo(
                        new ConversationBlock.AssistantText(
                                "b", null, Incomplete.INTERRUPTED, "Hello", null, Map.of()));
        assertThat(((ConversationBlock.ToolUse) closed.getLast().block()).status())
                .isEqualTo(ToolStatus.ERROR);
        assertThat(law.isOpen("s")).isTrue();
        assertThat(law.isOpen("inner")).isTrue();
        assertBroken(delta("b", "!"), "complete already");
    }

    @Test
    void theEndOfTheAgentClosesEverything() throws Exception {
        accept(start(subagent("s", SubagentStatus.RUNNING)));
        accept(new StreamEvent.BlockStart("a-s", text("inner", "x")));
        var closed = law.closeAll(Incomplete.WITHDRAWN);
        assertThat(closed)
                .extracting(StreamEvent.BlockComplete::conversationId)
                .containsExactly("main", "a-s");
        assertThat(((ConversationBlock.Subagent) closed.getFirst().block()).status())
                .isEqualTo(SubagentStatus.ERROR);
        assertThat(law.openCount()).isZero();
        assertThat(law.closeAll(Incomplete.WITHDRAWN)).isEmpty();
    }

    @Test
    void aBackgroundToolOutlivesItsQuery() throws Exception {
        accept(start(tool("u", ToolStatus.RUNNING)));
        accept(update("u", "background", ProtocolJson.tree(true)));
        assertThat(law.closeQuery(Incomplete.INTERRUPTED)).isEmpty();
        accept(complete(tool("u", ToolStatus.SUCCESS)));
    }

    @Test
    void whatIsRememberedFromAJournalCounts() throws Exception {
        law.remember("main", text("open", "He"), true);
        law.remember("main", text("done", "x"), false);
        assertBroken(start(text("done", "")), "has started before");
        accept(delta("open", "y"), complete(text("open", "Hey")));
    }
}
