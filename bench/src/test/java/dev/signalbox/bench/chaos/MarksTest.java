package dev.signalbox.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.bench.chaos.Script.Step;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.Kill.Phase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A report that says "nothing was lost" is worth what finds a loss.
class MarksTest {
    private static final List<String> SAID = List.of("a", "b", "c", "d");

    @Test
    void aLossInTheMiddleIsFound() {
        var difference = Marks.compare(SAID, List.of("a", "c"), 0);
        assertThat(difference.lost()).containsExactly("b");
        assertThat(difference.doubled()).isEmpty();
        assertThat(difference.reordered()).isEmpty();
    }

    @Test
    void aLossAtTheEndIsFoundUpToWhatMustHaveCome() {
        assertThat(Marks.compare(SAID, List.of("a", "b"), 2).isNone()).isTrue();
        assertThat(Marks.compare(SAID, List.of("a", "b"), 3).lost()).containsExactly("c");
        assertThat(Marks.compare(SAID, List.of(), 9).lost()).isEqualTo(SAID);
    }

    @Test
    void whatComesTwiceIsFound() {
        assertThat(Marks.compare(SAID, List.of("a", "b", "a", "c"), 3).doubled())
                .containsExactly("a");
    }

    @Test
    void whatComesTooLateIsFound() {
        assertThat(Marks.compare(SAID, List.of("a", "c", "b", "d"), 4).reordered())
                .containsExactly("b");
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void theScriptIsARunOfLegalEventsAndItsMarksAreTheirs(Phase phase) throws Exception {
        var order = new Order(phase, null, false);
        var law = new BlockLaw();
        var marks = new ArrayList<String>();
        for (var step : Script.of("q1", order)) {
            if (step instanceof Step.Say(String json, String mark)) {
                var line = json.replace(Script.TOOL_STATUS, "success");
                var event =
                        ProtocolJson.read(line.getBytes(StandardCharsets.UTF_8), StreamEvent.class);
                assertThat(event).isNotInstanceOf(StreamEvent.Unknown.class);
                if (event instanceof StreamEvent.Conversation conversation) {
                    law.apply(conversation);
                }
                if (!(event instanceof StreamEvent.QueryEnded)) {
                    marks.add(mark);
                }
            }
        }
        assertThat(law.openCount()).isZero();
        assertThat(marks).doesNotHaveDuplicates().isEqualTo(Script.marks("q1", order));
    }

    @Test
    void anOrderSurvivesItsPrompt() {
        var order = new Order(Phase.IN_TOOL, Means.EXIT_1, true);
        assertThat(Order.of(order.prompt())).isEqualTo(order);
        assertThat(Order.of(Order.PLAIN.prompt())).isEqualTo(Order.PLAIN);
    }
}
