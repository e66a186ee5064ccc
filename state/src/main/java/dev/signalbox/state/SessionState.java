package dev.signalbox.state;

import dev.signalbox.protocol.Blocks;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.ConversationView;
import dev.signalbox.protocol.Replies.SnapshotView;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;

/// Everything a session's journal adds up to. Immutable; the JSON inside is shared with the events
/// and must not be changed by anybody.
///
/// The fold is pure and total: the same events give the same state wherever and whenever they are
/// folded, all times come from the envelopes, and an event that does not apply changes nothing but
/// `seq`. Each part folds each event by its own rules and looks at no other part.
///
/// @param seq of the last event folded; 0 before the first
/// @param created null before `session:created`
/// @param options as `session:created` and the last `session:options:update` said
/// @param executionEnvironment is the place healthy? null until the session's first one
/// @param activeQuery is work in progress?
public record SessionState(
        long seq,
        @Nullable Creation created,
        ObjectNode options,
        Conversations conversations,
        UsageLedger usage,
        MessageQueue queue,
        Permissions permissions,
        KnownMessages messages,
        SessionRuntimeState.@Nullable Environment executionEnvironment,
        ActiveQueryState activeQuery) {

    /// Before the first event.
    public static final SessionState EMPTY =
            new SessionState(
                    0,
                    null,
                    ProtocolJson.object(),
                    Conversations.EMPTY,
                    UsageLedger.EMPTY,
                    MessageQueue.EMPTY,
                    Permissions.EMPTY,
                    KnownMessages.EMPTY,
                    null,
                    new ActiveQueryState.None());

    /// Folds one event into every part. Never throws.
    ///
    /// @return this very state when the event was folded before (its `seq` is not above [#seq])
    public SessionState on(Envelope envelope) {
        if (envelope.seq() <= seq) {
            return this;
        }
        return new SessionState(
                envelope.seq(),
                Creation.on(created, envelope),
                options(envelope.event()),
                conversations.on(envelope),
                usage.on(envelope),
                queue.on(envelope),
                permissions.on(envelope),
                messages.on(envelope),
                ExecutionEnvironmentMachine.on(executionEnvironment, envelope),
                activeQuery.on(envelope));
    }

    /// Folds events in their order.
    public SessionState onAll(Iterable<Envelope> envelopes) {
        var state = this;
        for (var envelope : envelopes) {
            state = state.on(envelope);
        }
        return state;
    }

    /// This state with a later `seq`, after events that change nothing else and were left out.
    public SessionState reached(long lastSeq) {
        return lastSeq <= seq
                ? this
                : new SessionState(
                        lastSeq,
                        created,
                        options,
                        conversations,
                        usage,
                        queue,
                        permissions,
                        messages,
                        executionEnvironment,
                        activeQuery);
    }

    private ObjectNode options(SessionEvent event) {
        return switch (event) {
            case SessionEvent.Created first -> created == null ? first.options() : options;
            case SessionEvent.OptionsUpdate(var all) -> all;
            default -> options; // The other events are not about options.
        };
    }

    /// The block, or null if no event was about it. O(log n).
    public @Nullable BlockState block(String blockId) {
        return conversations.block(blockId);
    }

    /// The requests that wait for an answer, oldest first.
    public List<SessionEvent.PermissionRequested> pendingPermissions() {
        return List.copyOf(permissions.pending().values());
    }

    /// The query that a message became, or null for a message never seen.
    public @Nullable String queryOfMessage(String messageId) {
        return messages.queryIds().get(messageId);
    }

    /// Subagents and background tools at work outside the active query: open blocks that may
    /// outlive their query ([Blocks#outlivesItsQuery]) and do not belong to the one that is
    /// running. Derived, not folded: it reads blocks and the active query.
    public int backgroundTasks() {
        @Nullable String active = activeQuery.queryId();
        int count = 0;
        for (var block : conversations.openBlocks()) {
            boolean isOutside = active == null || !active.equals(block.queryId());
            if (isOutside && Blocks.outlivesItsQuery(block.head())) {
                count++;
            }
        }
        return count;
    }

    /// The runtime state that `session:status`, REST and snapshots show.
    ///
    /// @param isLoaded whether a server holds the session in memory, which no event says
    public SessionRuntimeState runtime(boolean isLoaded) {
        var active =
                activeQuery instanceof ActiveQueryState.Running running
                        ? new SessionRuntimeState.ActiveQuery(
                                running.startedAt().toEpochMilli(), running.queryId())
                        : null;
        return new SessionRuntimeState(
                isLoaded,
                executionEnvironment,
                active,
                queue.messages().stream()
                        .map(waiting ->
                                new SessionRuntimeState.Queued(
                                        waiting.queryId(), waiting.queuedAt().toEpochMilli()))
                        .toList(),
                List.copyOf(permissions.pending().keySet()),
                backgroundTasks());
    }

    /// What `GET …/snapshot` shows; join with `after` = [#seq] to go on from here.
    ///
    /// @param epoch of the journal that the events come from
    public SnapshotView snapshot(String sessionId, long epoch, boolean isLoaded) {
        var totals = usage.byConversation();
        var views = new LinkedHashMap<String, ConversationView>();
        conversations.byId().forEach((id, one) -> views.put(id, view(one, totals.get(id))));
        var runtime = runtime(isLoaded);
        return new SnapshotView(
                sessionId,
                seq,
                epoch,
                views,
                usage.total(),
                runtime.queue(),
                permissions.pending().values().stream().map(EnvelopeJson::data).toList(),
                List.copyOf(permissions.grants().values()),
                options,
                runtime);
    }

    private static ConversationView view(ConversationState conversation, @Nullable Totals totals) {
        var metadata = conversation.metadata();
        return new ConversationView(
                conversation.blocks().stream().map(BlockState::block).toList(),
                totals,
                metadata.model(),
                metadata.title(),
                metadata.contextUsed(),
                metadata.contextWindow());
    }
}
