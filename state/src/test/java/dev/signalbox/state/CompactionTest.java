package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompactionTest {
    private static final String TEXT = "{'type':'assistant_text','id':'%s','content':'%s'}";

    private static final Story STORY =
            Story.begun()
                    .asks("q1", "m1", "hello")
                    .start(TEXT.formatted("b1", ""))
                    .start(TEXT.formatted("b2", ""))
                    .delta("b1", "He")
                    .delta("b2", "open")
                    .update("b1", "{'model':'m'}")
                    .metadata("{'usage':{'inputTokens':1,'outputTokens':1}}")
                    .delta("b1", "llo")
                    .complete(TEXT.formatted("b1", "Hello"))
                    .metadata("{'usage':{'inputTokens':1,'outputTokens':2}}");

    @Test
    void deltasAndUpdatesOfACompleteBlockGoAndNothingElse() {
        assertThat(Compaction.compact(STORY.events()).stream().map(event -> event.seq()))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 7L, 9L, 11L, 12L);
    }

    @Test
    void theCompactedJournalAddsUpToTheSameWithBlocksInTheSameOrder() {
        var compacted = Compaction.compact(STORY.events());
        assertThat(SessionState.EMPTY.onAll(compacted)).isEqualTo(STORY.fold());
    }

    @Test
    void whatIsCompactedAndGoesOnMeetsTheWholeJournal() {
        var whole = Story.begun();
        STORY.events().stream()
                .skip(1)
                .forEach(event -> whole.inQuery(event.queryId()).says(event.event()));
        whole.inQuery("q1").delta("b2", " still").complete(TEXT.formatted("b2", "open still"));
        var state = SessionState.EMPTY.onAll(Compaction.compact(STORY.events()));
        assertThat(state.onAll(whole.events())).isEqualTo(whole.fold());
    }

    @Test
    void anEventThatWouldNotBeFoldedGoesAsWell() {
        var events = new java.util.ArrayList<>(STORY.events());
        events.add(5, events.get(2));
        assertThat(Compaction.compact(events)).isEqualTo(Compaction.compact(STORY.events()));
    }
}
