package dev.signalbox.agent.opencode;

import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.ToolStatus;

import org.jspecify.annotations.Nullable;

/// A tool call whose block is open.
final class Call {
    final String conversationId;
    ToolUse block;

    /// Whether a person is asked about it.
    boolean isWaiting;

    /// The block that its output streams into; null before there is any.
    @Nullable String resultId;

    final StringBuilder output = new StringBuilder();

    Call(String conversationId, ToolUse block) {
        this.conversationId = conversationId;
        this.block = block;
    }

    String toolUseId() {
        return block.toolUseId();
    }

    /// What its status is to clients: OpenCode goes on saying `running` while a person is asked.
    ToolStatus status() {
        return isWaiting ? ToolStatus.WAITING : block.status();
    }
}
