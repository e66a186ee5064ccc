package dev.signalbox.agent.claude;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Usage;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

class UsageTotalsTest {
    private String kept;

    private static ObjectNode result(long input, long output, double cost)
            throws ProtocolException {
        return ProtocolJson.readObject(
                "{\"total_cost_usd\":%s,\"modelUsage\":{\"m\":{\"inputTokens\":%d,\"outputTokens\":%d}}}"
                        .formatted(cost, input, output));
    }

    private UsageTotals totals() {
        return new UsageTotals(kept, text -> kept = text);
    }

    @Test
    void aResultCountsFromTheOneBefore() throws ProtocolException {
        var totals = totals();
        totals.since(result(100, 10, 0.3), new Usage(100, 10, 0, 0));
        var second = totals.since(result(150, 30, 0.4), new Usage(50, 20, 0, 0));

        assertThat(second.usage().inputTokens()).isEqualTo(50);
        assertThat(second.usage().outputTokens()).isEqualTo(20);
        assertThat(second.costUsd()).isEqualTo(0.1);
    }

    @Test
    void aSessionThatWasClosedCountsOn() throws ProtocolException {
        totals().since(result(100, 10, 0.3), new Usage(100, 10, 0, 0));
        var resumed = totals().since(result(150, 30, 0.4), new Usage(50, 20, 0, 0));

        assertThat(resumed.usage().inputTokens()).isEqualTo(50);
    }

    @Test
    void aSessionThatWasKilledCountsAnew() throws ProtocolException {
        totals().since(result(100, 10, 0.3), new Usage(100, 10, 0, 0));
        var resumed = totals().since(result(150, 30, 0.4), new Usage(150, 30, 0, 0));

        assertThat(resumed.usage().inputTokens()).isEqualTo(150);
        assertThat(resumed.costUsd()).isEqualTo(0.4);
    }

    @Test
    void totalsThatCannotBeReadAreZero() throws ProtocolException {
        kept = "not totals";

        assertThat(totals().since(result(5, 6, 0.1), new Usage(5, 6, 0, 0)).usage().inputTokens())
                .isEqualTo(5);
    }
}
