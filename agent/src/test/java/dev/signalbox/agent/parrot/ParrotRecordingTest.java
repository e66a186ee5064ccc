package dev.signalbox.agent.parrot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.conformance.Laws;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the parrot's recording becomes.
class ParrotRecordingTest {
    private static final Path RECORDING = Path.of("src/test/resources/parrot/recording.jsonl");

    private static List<StreamEvent> converted(List<String> lines) {
        var converter = new ParrotAdapter().converter();
        var events = new ArrayList<StreamEvent>();
        for (var line : lines) {
            events.addAll(converter.line(line.getBytes(StandardCharsets.UTF_8)));
        }
        events.addAll(converter.end());
        return events;
    }

    private static <E extends StreamEvent> List<E> recorded(Class<E> type) throws IOException {
        return converted(Files.readAllLines(RECORDING)).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Test
    void theLawsHoldWhereverTheRecordingIsCut() throws Exception {
        var lines = Files.readAllLines(RECORDING);
        for (int cut = 0; cut <= lines.size(); cut++) {
            assertThat(Laws.breaches(converted(lines.subList(0, cut)), Set.of()))
                    .as("the first %d lines", cut)
                    .isEmpty();
        }
    }

    @Test
    void everyQueryEndsOnceAndAsItDid() throws Exception {
        assertThat(recorded(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::outcome)
                .containsExactly(
                        QueryOutcome.COMPLETED,
                        QueryOutcome.COMPLETED,
                        QueryOutcome.COMPLETED,
                        QueryOutcome.INTERRUPTED,
                        QueryOutcome.INTERRUPTED,
                        QueryOutcome.FAILED,
                        QueryOutcome.LOST);
    }

    @Test
    void whatWasSaidAnewOrCutSaysSo() throws Exception {
        assertThat(recorded(StreamEvent.BlockComplete.class))
                .extracting(StreamEvent.BlockComplete::block)
                .filteredOn(AssistantText.class::isInstance)
                .extracting(block -> ((AssistantText) block).incomplete())
                .containsExactly(
                        null,
                        null,
                        Incomplete.WITHDRAWN,
                        null,
                        Incomplete.INTERRUPTED,
                        Incomplete.INTERRUPTED);
    }

    @Test
    void aRequestThatIsInterruptedIsWithdrawn() throws Exception {
        assertThat(recorded(StreamEvent.PermissionRequested.class)).hasSize(2);
        assertThat(recorded(StreamEvent.PermissionWithdrawn.class))
                .extracting(StreamEvent.PermissionWithdrawn::requestId)
                .containsExactly(
                        recorded(StreamEvent.PermissionRequested.class).getLast().requestId());
    }

    @Test
    void anUnknownLineIsALogLine() throws Exception {
        assertThat(recorded(StreamEvent.Log.class))
                .extracting(StreamEvent.Log::levelOrDefault)
                .containsExactly(LogLevel.DEBUG);
    }
}
