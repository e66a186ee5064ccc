package dev.signalbox.state;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.OrderedPSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A [SessionState] as bytes, so that a long journal need not be folded from its beginning.
///
/// Not a contract with anybody: whoever finds another [#FORMAT], or cannot read one, folds the
/// events, which are the truth. What is written and read again equals what was written.
public final class StateCheckpoint {
    /// Raised when what is written, or what the fold makes of events, changes.
    public static final int FORMAT = 1;

    private StateCheckpoint() {}

    private record Whole(
            long seq,
            @Nullable Creation created,
            ObjectNode options,
            List<Conversation> conversations,
            List<String> open,
            List<Spent> usage,
            List<Waiting> queue,
            List<Request> pending,
            List<Answered> resolved,
            List<PermissionGrant> grants,
            Map<String, String> messages,
            SessionRuntimeState.@Nullable Environment environment,
            @Nullable Running active) {}

    private record Conversation(String id, Metadata metadata, List<Block> blocks) {}

    /// @param text of an open block; null = none
    private record Block(
            ConversationBlock head,
            @Nullable String text,
            boolean isOpen,
            @Nullable String queryId) {}

    private record Spent(
            @Nullable String queryId,
            String conversationId,
            @Nullable Usage usage,
            @Nullable Double costUSD) {}

    private record Waiting(
            String queryId,
            Instant queuedAt,
            @Nullable MessageContent content,
            @Nullable String messageId,
            @Nullable By by) {}

    private record Request(StreamEvent.PermissionRequested request, @Nullable Instant deadline) {
        static Request of(SessionEvent.PermissionRequested event) {
            return new Request(event.request(), event.deadline());
        }

        SessionEvent.PermissionRequested event() {
            return new SessionEvent.PermissionRequested(request, deadline);
        }
    }

    private record Answered(
            Request request, SessionEvent.PermissionResolved answer, Instant resolvedAt) {}

    private record Running(
            String queryId, Instant startedAt, QueryOrigin origin, @Nullable By by) {}

    /// Writes a state.
    public static byte[] write(SessionState state) {
        var active = state.activeQuery();
        return ProtocolJson.writeBytes(
                new Whole(
                        state.seq(),
                        state.created(),
                        state.options(),
                        state.conversations().byId().values().stream()
                                .map(StateCheckpoint::conversation)
                                .toList(),
                        List.copyOf(state.conversations().open()),
                        spent(state.usage()),
                        state.queue().messages().stream()
                                .map(it ->
                                        new Waiting(
                                                it.queryId(),
                                                it.queuedAt(),
                                                it.content(),
                                                it.messageId(),
                                                it.by()))
                                .toList(),
                        state.permissions().pending().values().stream().map(Request::of).toList(),
                        state.permissions().resolved().values().stream()
                                .map(it ->
                                        new Answered(
                                                Request.of(it.request()),
                                                it.answer(),
                                                it.resolvedAt()))
                                .toList(),
                        List.copyOf(state.permissions().grants().values()),
                        state.messages().queryIds(),
                        state.executionEnvironment(),
                        active instanceof ActiveQueryState.Running it
                                ? new Running(it.queryId(), it.startedAt(), it.origin(), it.by())
                                : null));
    }

    private static Conversation conversation(ConversationState state) {
        return new Conversation(
                state.id(),
                state.metadata(),
                state.blocks().stream()
                        .map(it ->
                                new Block(
                                        it.head(),
                                        it.text().isEmpty() ? null : it.text().toString(),
                                        it.isOpen(),
                                        it.queryId()))
                        .toList());
    }

    private static List<Spent> spent(UsageLedger usage) {
        var all = new ArrayList<Spent>();
        usage.entries()
                .forEach((key, it) ->
                        all.add(
                                new Spent(
                                        key.queryId(),
                                        key.conversationId(),
                                        it.usage(),
                                        it.costUSD())));
        return all;
    }

    /// Reads what [#write] wrote in this [#FORMAT].
    ///
    /// @throws ProtocolException if it is something else
    public static SessionState read(byte[] json) throws ProtocolException {
        try {
            return state(ProtocolJson.read(json, Whole.class));
        } catch (NullPointerException e) { // A part that another format lacks.
            throw ProtocolException.missingField("a part of the checkpoint is missing", e);
        }
    }

    private static SessionState state(Whole whole) {
        var active = whole.active;
        return new SessionState(
                whole.seq,
                whole.created,
                whole.options,
                conversations(whole),
                usage(whole.usage),
                queue(whole.queue),
                permissions(whole),
                new KnownMessages(TreePMap.from(whole.messages)),
                whole.environment,
                active == null
                        ? new ActiveQueryState.None()
                        : new ActiveQueryState.Running(
                                active.queryId, active.startedAt, active.origin, active.by));
    }

    private static Conversations conversations(Whole whole) {
        var byId = OrderedPMap.<String, ConversationState>empty();
        var places = TreePMap.<String, Conversations.Place>empty();
        for (var one : whole.conversations) {
            var blocks = new ArrayList<BlockState>(one.blocks.size());
            for (var block : one.blocks) {
                places =
                        places.plus(
                                block.head.id(), new Conversations.Place(one.id, blocks.size()));
                blocks.add(
                        new BlockState(
                                block.head,
                                block.text == null ? Text.EMPTY : Text.of(block.text),
                                block.isOpen,
                                block.queryId));
            }
            byId =
                    byId.plus(
                            one.id,
                            new ConversationState(one.id, TreePVector.from(blocks), one.metadata));
        }
        return new Conversations(byId, places, OrderedPSet.from(whole.open));
    }

    private static UsageLedger usage(List<Spent> spent) {
        var entries = OrderedPMap.<UsageLedger.Key, UsageLedger.Spent>empty();
        for (var one : spent) {
            entries =
                    entries.plus(
                            new UsageLedger.Key(one.queryId, one.conversationId),
                            new UsageLedger.Spent(one.usage, one.costUSD));
        }
        return new UsageLedger(entries);
    }

    private static MessageQueue queue(List<Waiting> waiting) {
        var messages = new ArrayList<QueuedMessage>(waiting.size());
        for (var one : waiting) {
            messages.add(
                    new QueuedMessage(
                            one.queryId, one.queuedAt, one.content, one.messageId, one.by));
        }
        return new MessageQueue(TreePVector.from(messages));
    }

    private static Permissions permissions(Whole whole) {
        var pending = OrderedPMap.<String, SessionEvent.PermissionRequested>empty();
        for (var one : whole.pending) {
            pending = pending.plus(one.request.requestId(), one.event());
        }
        var resolved = TreePMap.<String, Permissions.Resolved>empty();
        for (var one : whole.resolved) {
            resolved =
                    resolved.plus(
                            one.request.request.requestId(),
                            new Permissions.Resolved(
                                    one.request.event(), one.answer, one.resolvedAt));
        }
        var grants = OrderedPMap.<String, PermissionGrant>empty();
        for (var grant : whole.grants) {
            grants = grants.plus(grant.id(), grant);
        }
        return new Permissions(pending, resolved, grants);
    }
}
