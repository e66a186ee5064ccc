package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;

import java.util.LinkedHashMap;
import java.util.Map;

/// What was used, without counting anything twice. Immutable.
///
/// A `session:metadata:update` is cumulative within its query and conversation. So there is one
/// entry for each pair of them (updates outside a query share one for their conversation); in it
/// the last `usage` and the last `costUSD` win, each by itself and whole. Totals are sums over
/// entries, in the order in which the entries began.
public record UsageLedger(OrderedPMap<Key, Spent> entries) {
    public static final UsageLedger EMPTY = new UsageLedger(OrderedPMap.empty());

    /// What an entry is about.
    ///
    /// @param queryId null for what was used outside a query
    public record Key(@Nullable String queryId, String conversationId) {}

    /// Tokens and money; null where nobody said.
    public record Spent(@Nullable Usage usage, @Nullable Double costUSD) {
        private static final Spent NOTHING = new Spent(null, null);

        private Spent updatedBy(Metadata later) {
            return new Spent(
                    later.usage() != null ? later.usage() : usage,
                    later.costUSD() != null ? later.costUSD() : costUSD);
        }
    }

    UsageLedger on(Envelope envelope) {
        if (!(envelope.event() instanceof SessionEvent.Conversation(var said))
                || !(said instanceof StreamEvent.MetadataUpdate update)) {
            return this;
        }
        var metadata = update.metadata();
        if (metadata.usage() == null && metadata.costUSD() == null) {
            return this;
        }
        var key = new Key(envelope.queryId(), update.conversationId());
        var before = entries.getOrDefault(key, Spent.NOTHING);
        return new UsageLedger(entries.plus(key, before.updatedBy(metadata)));
    }

    /// Of the whole session.
    public Totals total() {
        var sum = Totals.NONE;
        for (var spent : entries.values()) {
            sum = sum(sum, spent);
        }
        return sum;
    }

    /// Of each conversation that used anything, over all queries.
    public Map<String, Totals> byConversation() {
        var sums = new LinkedHashMap<String, Totals>();
        entries.forEach((key, spent) -> {
            var before = sums.getOrDefault(key.conversationId(), Totals.NONE);
            sums.put(key.conversationId(), sum(before, spent));
        });
        return sums;
    }

    /// Of one query, over all conversations; null if nobody said what it used.
    public @Nullable Usage ofQuery(String queryId) {
        var sum = Totals.NONE;
        boolean isKnown = false;
        for (var entry : entries.entrySet()) {
            if (queryId.equals(entry.getKey().queryId())) {
                sum = sum(sum, entry.getValue());
                isKnown |= entry.getValue().usage() != null;
            }
        }
        return isKnown
                ? new Usage(
                        sum.inputTokens(),
                        sum.outputTokens(),
                        sum.cacheReadTokens(),
                        sum.cacheWriteTokens(),
                        sum.thinkingTokens(),
                        sum.totalTokens(),
                        Map.of())
                : null;
    }

    /// A part that neither has stays absent; an entry without `totalTokens` counts what it has.
    private static Totals sum(Totals sum, Spent more) {
        var cost = sum(sum.costUSD(), more.costUSD());
        var usage = more.usage();
        if (usage == null) {
            return new Totals(
                    sum.inputTokens(),
                    sum.outputTokens(),
                    sum.cacheReadTokens(),
                    sum.cacheWriteTokens(),
                    sum.thinkingTokens(),
                    sum.totalTokens(),
                    cost);
        }
        return new Totals(
                sum.inputTokens() + usage.inputTokens(),
                sum.outputTokens() + usage.outputTokens(),
                sum(sum.cacheReadTokens(), usage.cacheReadTokens()),
                sum(sum.cacheWriteTokens(), usage.cacheWriteTokens()),
                sum(sum.thinkingTokens(), usage.thinkingTokens()),
                sum.totalTokens() + totalTokens(usage),
                cost);
    }

    private static long totalTokens(Usage usage) {
        return usage.totalTokens() != null
                ? usage.totalTokens()
                : usage.inputTokens()
                        + usage.outputTokens()
                        + orZero(usage.cacheReadTokens())
                        + orZero(usage.cacheWriteTokens());
    }

    private static long orZero(@Nullable Long tokens) {
        return tokens == null ? 0 : tokens;
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        if (a == null) {
            return b;
        }
        return b == null ? a : Long.valueOf(a + b);
    }

    private static @Nullable Double sum(@Nullable Double a, @Nullable Double b) {
        if (a == null) {
            return b;
        }
        return b == null ? a : Double.valueOf(a + b);
    }
}
