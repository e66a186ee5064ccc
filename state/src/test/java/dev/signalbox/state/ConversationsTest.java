package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.Blocks;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ConversationsTest {
    private static final String TEXT = "{'type':'assistant_text','id':'%s','content':'%s'}";

    private static List<ConversationBlock> blocks(SessionState state, String conversation) {
        return state.conversations().byId().get(conversation).blocks().stream()
                .map(BlockState::block)
                .toList();
    }

    private static String text(SessionState state, String blockId) {
        return Blocks.text(state.block(blockId).block());
    }

    @Test
    void deltasAddUpUntilTheBlockIsComplete() {
        var story = Story.begun().started("q1").start(TEXT.formatted("b", "He"));
        assertThat(text(story.fold(), "b")).isEqualTo("He");
        story.delta("b", "l").delta("b", "").delta("b", "lo");
        assertThat(text(story.fold(), "b")).isEqualTo("Hello");
        assertThat(story.fold().block("b").isOpen()).isTrue();
        story.complete(TEXT.formatted("b", "Hello"));
        assertThat(story.fold().block("b"))
                .isEqualTo(
                        new BlockState(
                                new ConversationBlock.AssistantText("b", "Hello"),
                                Text.EMPTY,
                                false,
                                "q1"));
    }

    @Test
    void blocksStandInTheOrderOfTheirFirstEvents() {
        var state =
                Story.begun()
                        .start(TEXT.formatted("b1", ""))
                        .complete(TEXT.formatted("b2", "whole"))
                        .start(TEXT.formatted("b3", ""))
                        .complete(TEXT.formatted("b3", "third"))
                        .complete(TEXT.formatted("b1", "first"))
                        .fold();
        assertThat(blocks(state, "main").stream().map(ConversationBlock::id))
                .containsExactly("b1", "b2", "b3");
        assertThat(state.conversations().open()).isEmpty();
    }

    @Test
    void aBlockThatWasNeverStartedIsAppendedWhole() {
        var state = Story.begun().inQuery("q1").complete(TEXT.formatted("b", "x")).fold();
        assertThat(state.block("b").isOpen()).isFalse();
        assertThat(state.block("b").queryId()).isEqualTo("q1");
    }

    @Test
    void updatesChangeFieldsAndANullTakesOneAway() {
        var state =
                Story.begun()
                        .start(
                                "{'type':'tool_use','id':'t','toolName':'Write','toolUseId':'u','input':{},'status':'pending','description':'d'}")
                        .update("t", "{'input':{'path':'a'},'status':'running','mood':'good'}")
                        .update("t", "{'description':null}")
                        .fold();
        assertThat(state.block("t").block())
                .isEqualTo(
                        Story.block(
                                "{'type':'tool_use','id':'t','toolName':'Write','toolUseId':'u','input':{'path':'a'},'status':'running','mood':'good'}"));
    }

    @Test
    void aToolResultStreamsItsOutput() {
        var state =
                Story.begun()
                        .start(
                                "{'type':'tool_result','id':'r','toolUseId':'u','output':{'n':1},'isError':false}")
                        .delta("r", "one ")
                        .update("r", "{'durationMs':5}")
                        .delta("r", "two")
                        .fold();
        assertThat(state.block("r").block())
                .isEqualTo(
                        Story.block(
                                "{'type':'tool_result','id':'r','toolUseId':'u','output':'one two','isError':false,'durationMs':5}"));
    }

    @Test
    void whatDoesNotApplyChangesNothingButSeq() {
        var story =
                Story.begun()
                        .start(TEXT.formatted("open", "a"))
                        .complete(TEXT.formatted("done", "z"))
                        .start("{'type':'plan','id':'plan','entries':[]}");
        var before = story.fold();
        story.start(TEXT.formatted("open", "again"))
                .start(TEXT.formatted("done", "again"))
                .complete(TEXT.formatted("done", "again"))
                .delta("done", "more")
                .delta("nobody", "more")
                .delta("plan", "a plan has no text")
                .update("done", "{'model':'m'}")
                .update("nobody", "{'model':'m'}")
                .update("open", "{'content':'an update never changes the text'}")
                .update("open", "{'id':'other'}")
                .update("open", "{'model':5}")
                .update("plan", "{'entries':null}")
                .complete("{'type':'thinking','id':'open','content':'another type'}")
                .inConversation("elsewhere")
                .start(TEXT.formatted("open", "in another conversation"))
                .delta("open", "in another conversation")
                .update("open", "{'model':'m'}")
                .complete(TEXT.formatted("open", "in another conversation"))
                .says(
                        new SessionEvent.Conversation(
                                new StreamEvent.BlockComplete(
                                        "main",
                                        "open",
                                        Story.block(TEXT.formatted("other", "x")),
                                        Map.of())));
        var after = story.fold();
        assertThat(after.conversations()).isEqualTo(before.conversations());
        assertThat(after.seq()).isEqualTo(before.seq() + 18);
    }

    @Test
    void anEventThatWasFoldedBeforeChangesNothingAtAll() {
        var story = Story.begun().start(TEXT.formatted("b", "a")).delta("b", "b");
        var state = story.fold();
        assertThat(state.onAll(story.events())).isSameAs(state);
    }

    @Test
    void aSubagentHasAConversationOfItsOwn() {
        var state =
                Story.begun()
                        .started("q1")
                        .inConversation("sub")
                        .start(TEXT.formatted("b", "inside"))
                        .fold();
        assertThat(state.conversations().byId().keySet()).containsExactly("main", "sub");
        assertThat(blocks(state, "main")).isEmpty();
        assertThat(blocks(state, "sub")).hasSize(1);
    }

    @Test
    void unknownBlocksAreKeptAsTheyAre() {
        var unknown = Story.block("{'type':'hologram','id':'h','rays':[1,{'deep':true}]}");
        var state =
                Story.begun()
                        .says(
                                new SessionEvent.Conversation(
                                        new StreamEvent.BlockStart("main", unknown)))
                        .update("h", "{'rays':[2]}")
                        .delta("h", "no text here")
                        .fold();
        assertThat(state.block("h").block())
                .isEqualTo(Story.block("{'type':'hologram','id':'h','rays':[2]}"));
    }

    @Test
    void metadataIsWhatWasSaidLastFieldByField() {
        var state =
                Story.begun()
                        .metadata("{'model':'m1','title':'t','mood':'good'}")
                        .metadata("{'model':'m2','contextUsed':5,'costUSD':1.5}")
                        .fold();
        assertThat(state.conversations().byId().get("main").metadata())
                .isEqualTo(
                        Story.read(
                                "{'model':'m2','title':'t','contextUsed':5,'mood':'good'}",
                                Metadata.class));
    }

    @Test
    void workThatOutlivesItsQueryIsABackgroundTask() {
        var subagent =
                "{'type':'subagent','id':'%s','subagentId':'c','input':{},'status':'running'}";
        var story =
                Story.begun()
                        .started("q1")
                        .start(subagent.formatted("a1"))
                        .start(TEXT.formatted("b", ""))
                        .start(
                                "{'type':'tool_use','id':'t','toolName':'Bash','toolUseId':'u','input':{},'status':'running','background':true}");
        assertThat(story.fold().backgroundTasks()).isZero();
        assertThat(story.completed("q1").fold().runtime(true).backgroundTasks()).isEqualTo(2);
        story.started("q2").start(subagent.formatted("a2"));
        assertThat(story.fold().backgroundTasks()).isEqualTo(2);
        story.update("a1", "{'status':'success'}");
        assertThat(story.fold().backgroundTasks()).isEqualTo(1);
        story.completed("q2");
        assertThat(story.fold().backgroundTasks()).isEqualTo(2);
    }

    /// Counts characters copied instead of time: a delta copies the last leaf at most, and shares
    /// all the others with the text before it.
    @Test
    void aDeltaCostsTheSameHoweverLongTheBlockIs() {
        int chunks = 100_000;
        var state = Story.begun().start(TEXT.formatted("b", "")).fold();
        int shared = 0;
        int copiedMax = 0;
        for (int i = 0; i < chunks; i++) {
            var before = state.block("b").text();
            state = state.on(delta(state.seq() + 1));
            var after = state.block("b").text();
            shared += sharesItsLeaves(after, before) ? 1 : 0;
            copiedMax = Math.max(copiedMax, after.leaf().length());
        }
        assertThat(text(state, "b")).isEqualTo("chunk ".repeat(chunks));
        assertThat(shared).isEqualTo(chunks);
        assertThat(copiedMax).isLessThan(Text.LEAF_CHARS + "chunk ".length());
    }

    @SuppressWarnings("ReferenceEquality") // Whether they are the very same leaves is the question.
    private static boolean sharesItsLeaves(Text after, Text before) {
        return after.before() == before || after.before() == before.before();
    }

    private static Envelope delta(long seq) {
        return new Envelope(
                Story.SESSION,
                seq,
                Story.T0,
                null,
                new SessionEvent.Conversation(new StreamEvent.TextDelta("main", "b", "chunk ")));
    }
}
