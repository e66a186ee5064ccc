package dev.signalbox.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The block law: a block is started at most once, completed exactly once, and changed only in
/// between; the text of the completed block is what its deltas add up to.
///
/// Remembers the open blocks whole, and of the others their ids. One owner thread.
public final class BlockLaw {
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Set<String> completed = new HashSet<>();

    /// A block that has started and is not complete.
    private static final class Open {
        final String conversationId;
        ConversationBlock block;
        final StringBuilder text;

        Open(String conversationId, ConversationBlock block) {
            this.conversationId = conversationId;
            this.block = block;
            this.text = new StringBuilder(Blocks.text(block));
        }

        ConversationBlock whole() {
            return text.isEmpty() ? block : Blocks.withText(block, text.toString());
        }
    }

    /// Remembers a block from before, such as one read from a journal.
    public void remember(String conversationId, ConversationBlock block, boolean isOpen) {
        if (isOpen) {
            open.put(block.id(), new Open(conversationId, block));
        } else {
            completed.add(block.id());
        }
    }

    /// Checks an event against the law and remembers what it does.
    ///
    /// @throws ProtocolException if the event may not stand here; then nothing has changed
    public void apply(StreamEvent.Conversation event) throws ProtocolException {
        switch (event) {
            case StreamEvent.BlockStart(String conversation, var block, _) -> {
                String id = block.id();
                if (open.containsKey(id) || completed.contains(id)) {
                    throw ProtocolException.blockLaw("block " + id + " has started before");
                }
                open.put(id, new Open(conversation, block));
            }
            case StreamEvent.TextDelta(String conversation, String id, String delta, _) -> {
                var target = require(conversation, id);
                if (Blocks.textField(target.block) == null) {
                    throw ProtocolException.blockLaw(
                            "a " + target.block.type() + " has no text to append to");
                }
                target.text.append(delta);
            }
            case StreamEvent.BlockUpdate(String conversation, String id, var updates, _) -> {
                var target = require(conversation, id);
                target.block = Blocks.update(target.block, updates);
            }
            case StreamEvent.BlockComplete complete -> complete(complete);
            case StreamEvent.MetadataUpdate _ -> {}
        }
    }

    private void complete(StreamEvent.BlockComplete event) throws ProtocolException {
        String id = event.blockId();
        if (!id.equals(event.block().id())) {
            throw ProtocolException.blockLaw(
                    "blockId " + id + " is not the id of the block, " + event.block().id());
        }
        if (completed.contains(id)) {
            throw ProtocolException.blockLaw("block " + id + " is complete already");
        }
        var target = open.get(id);
        if (target != null) {
            requireSameBlock(target, event);
        }
        open.remove(id);
        completed.add(id);
    }

    private static void requireSameBlock(Open target, StreamEvent.BlockComplete event)
            throws ProtocolException {
        if (!target.conversationId.equals(event.conversationId())) {
            throw ProtocolException.blockLaw(
                    "block " + event.blockId() + " belongs to " + target.conversationId);
        }
        if (!target.block.type().equals(event.block().type())) {
            throw ProtocolException.blockLaw(
                    "block "
                            + event.blockId()
                            + " started as "
                            + target.block.type()
                            + " and cannot end as "
                            + event.block().type());
        }
        boolean isSaid = "content".equals(Blocks.textField(target.block));
        if (isSaid
                && !target.text.isEmpty()
                && !target.text.toString().contentEquals(Blocks.text(event.block()))) {
            throw ProtocolException.blockLaw(
                    "the text of block " + event.blockId() + " is not what its deltas add up to");
        }
    }

    private Open require(String conversationId, String id) throws ProtocolException {
        var target = open.get(id);
        if (target == null) {
            throw ProtocolException.blockLaw(
                    completed.contains(id)
                            ? "block " + id + " is complete already"
                            : "block " + id + " has not started");
        }
        if (!target.conversationId.equals(conversationId)) {
            throw ProtocolException.blockLaw(
                    "block " + id + " belongs to " + target.conversationId);
        }
        return target;
    }

    /// Whether the block has started and is not complete.
    public boolean isOpen(String blockId) {
        return open.containsKey(blockId);
    }

    /// Whether a call of a tool has started and is not complete: at a query's end, one that outlives
    /// it.
    public boolean isToolOpen(String toolUseId) {
        return open.values().stream()
                .anyMatch(one ->
                        one.block instanceof ConversationBlock.ToolUse use
                                && use.toolUseId().equals(toolUseId));
    }

    /// Whether an event for this block was ever taken.
    public boolean isKnown(String blockId) {
        return open.containsKey(blockId) || completed.contains(blockId);
    }

    public int openCount() {
        return open.size();
    }

    /// Completes what the end of a query must not leave open: the blocks of the main conversation
    /// that do not outlive their query (see [Blocks#outlivesItsQuery]).
    ///
    /// @return the events to say, oldest block first
    public List<StreamEvent.BlockComplete> closeQuery(Incomplete why) {
        return close(
                why,
                one ->
                        one.conversationId.equals(StreamEvent.MAIN)
                                && !Blocks.outlivesItsQuery(one.block));
    }

    /// Completes everything that is open: the agent has ended.
    ///
    /// @return the events to say, oldest block first
    public List<StreamEvent.BlockComplete> closeAll(Incomplete why) {
        return close(why, _ -> true);
    }

    private List<StreamEvent.BlockComplete> close(Incomplete why, Predicate<Open> which) {
        var events = new ArrayList<StreamEvent.BlockComplete>();
        for (var one : List.copyOf(open.values())) {
            if (which.test(one)) {
                var block = Blocks.cut(one.whole(), why);
                open.remove(block.id());
                completed.add(block.id());
                events.add(new StreamEvent.BlockComplete(one.conversationId, block));
            }
        }
        return events;
    }
}
