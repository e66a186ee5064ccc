package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// What was used, without counting anything twice. Immutable.
///
/// A `session:metadata:update` is cumulative within its query and conversation. So there is one
/// entry for each pair of them (updates outside a query share one for their conversation); in it
/// the last `usage` and the last `costUSD` win, each by itself. Totals are sums over entries, in
/// the order in which the entries began.
public record UsageLedger(OrderedPMap<Key, Spent> entries) {
    public static final UsageLedger EMPTY = new UsageLedger(OrderedPMap.empty());

    /// What an entry is about.
    ///
    /// @param queryId null for what was used outside a query
    public record Key(@Nullable String queryId, String conversationId) {}

    /// Tokens and money; null where nobody said.
    public record Spent(@Nullable Usage usage, @Nullable Double costUSD) {
        public static final Spent NOTHING = new Spent(null, null);

        private Spent updatedBy(Metadata later) {
            return new Spent(
                    later.usage() != null ? later.usage() : usage,
                    later.costUSD() != null ? later.costUSD() : costUSD);
        }

        private Spent plus(Spent more) {
            return new Spent(sum(usage, more.usage), sum(costUSD, more.costUSD));
        }

        private static @Nullable Usage sum(@Nullable Usage a, @Nullable Usage b) {
            if (a == null) {
                return b;
            }
            return b == null ? a : a.plus(b);
        }

        private static @Nullable Double sum(@Nullable Double a, @Nullable Double b) {
            if (a == null) {
                return b;
            }
            return b == null ? a : Double.valueOf(a + b);
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
    public Spent total() {
        return sum(_ -> true);
    }

    /// Of one conversation, over all queries.
    public Spent ofConversation(String conversationId) {
        return sum(key -> key.conversationId().equals(conversationId));
    }

    /// Of one query, over all conversations.
    public Spent ofQuery(String queryId) {
        return sum(key -> queryId.equals(key.queryId()));
    }

    /// Of each conversation that used anything.
    public Map<String, Spent> byConversation() {
        var sums = new LinkedHashMap<String, Spent>();
        entries.forEach((key, spent) -> sums.merge(key.conversationId(), spent, Spent::plus));
        return sums;
    }

    private Spent sum(Predicate<Key> which) {
        var sum = Spent.NOTHING;
        for (var entry : entries.entrySet()) {
            if (which.test(entry.getKey())) {
                sum = sum.plus(entry.getValue());
            }
        }
        return sum;
    }
}
