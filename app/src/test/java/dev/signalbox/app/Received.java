package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.EventsQuery;
import dev.signalbox.client.SessionListener;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Everything that a reader of one session has been sent, over however many connections.
/// Thread-safe.
final class Received implements SessionListener {
    private static final Duration TIME_MAX = Duration.ofSeconds(60);
    private static final int PAGE = 50;

    private final List<Envelope> events = new CopyOnWriteArrayList<>();
    private final List<SignalboxException> failures = new CopyOnWriteArrayList<>();

    @Override
    public void event(Envelope event) {
        events.add(event);
    }

    @Override
    public void failed(SignalboxException why) {
        failures.add(why);
    }

    long lastSeq() {
        return events.isEmpty() ? 0 : events.getLast().seq();
    }

    <E extends SessionEvent> List<E> all(Class<E> type) {
        return events.stream()
                .map(Envelope::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private <E extends StreamEvent> Stream<E> said(Class<E> type) {
        return all(SessionEvent.Conversation.class).stream()
                .map(SessionEvent.Conversation::event)
                .filter(type::isInstance)
                .map(type::cast);
    }

    List<StreamEvent.TextDelta> deltas() {
        return said(StreamEvent.TextDelta.class).toList();
    }

    /// The texts of the agent's completed answers.
    List<String> answers() {
        return said(StreamEvent.BlockComplete.class)
                .map(StreamEvent.BlockComplete::block)
                .filter(ConversationBlock.AssistantText.class::isInstance)
                .map(block -> ((ConversationBlock.AssistantText) block).content())
                .toList();
    }

    void awaitDeltas(int count) {
        Awaitility.await(count + " deltas").atMost(TIME_MAX).until(() -> deltas().size() >= count);
    }

    /// Waits for the end of a query.
    SessionEvent.QueryEnded awaitEnd(String queryId) {
        return Awaitility.await("the end of query " + queryId)
                .atMost(TIME_MAX)
                .until(
                        () ->
                                all(SessionEvent.QueryEnded.class).stream()
                                        .filter(ended -> ended.queryId().equals(queryId))
                                        .toList(),
                        ended -> !ended.isEmpty())
                .getFirst();
    }

    /// Waits for the end of the first query that ends.
    SessionEvent.QueryEnded awaitFirstEnd() {
        return Awaitility.await("the end of a query")
                .atMost(TIME_MAX)
                .until(() -> all(SessionEvent.QueryEnded.class), ended -> !ended.isEmpty())
                .getFirst();
    }

    /// Asserts that every event from the first one has come, once and in order.
    void assertWithoutGapOrDouble() {
        assertThat(failures).isEmpty();
        assertThat(events)
                .extracting(Envelope::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, lastSeq()).boxed().toList());
        assertThat(events).extracting(Envelope::prev).containsOnlyNulls();
    }

    /// Asserts that the journal holds the very events that came.
    void assertAsStored(SignalboxClient client, String sessionId) {
        var stored = stored(client, sessionId);
        Awaitility.await("what is stored has come")
                .atMost(TIME_MAX)
                .until(() -> events.size() >= stored.size());
        assertThat(events.subList(0, stored.size())).isEqualTo(stored);
    }

    private static List<Envelope> stored(SignalboxClient client, String sessionId) {
        var stored = new ArrayList<Envelope>();
        Object next = 0L;
        while (next != null) {
            long after = ((Number) next).longValue();
            var page = client.events(sessionId, new EventsQuery(after, PAGE, null, null, null));
            stored.addAll(page.items());
            next = page.next();
        }
        return stored;
    }

    /// Asserts that the text of each completed block that streamed is what its deltas add up to.
    void assertTextsAreTheirDeltas() {
        var sums = new HashMap<String, StringBuilder>();
        deltas().forEach(delta ->
                sums.computeIfAbsent(delta.blockId(), _ -> new StringBuilder())
                        .append(delta.delta()));
        said(StreamEvent.BlockComplete.class)
                .forEach(complete -> {
                    var sum = sums.get(complete.blockId());
                    if (sum != null) {
                        assertThat(text(complete.block())).isEqualTo(sum.toString());
                    }
                });
    }

    private static String text(ConversationBlock block) {
        return switch (block) {
            case ConversationBlock.AssistantText text -> text.content();
            case ConversationBlock.Thinking thinking -> thinking.content();
            case ConversationBlock.ToolResult result -> result.output().stringValue();
            default -> throw new AssertionError("deltas of a block without text: " + block);
        };
    }
}
