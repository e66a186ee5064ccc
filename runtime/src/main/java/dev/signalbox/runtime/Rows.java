package dev.signalbox.runtime;

import dev.signalbox.journal.RowChange;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.SessionView;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

/// A session's row in the journal: what lists show without folding events.
final class Rows {
    private Rows() {}

    /// What a batch changes in the row; null when nothing.
    ///
    /// @param shown the runtime state that the row has
    static @Nullable RowChange change(SessionRuntimeState shown, Turn turn) {
        boolean isRuntimeNew = !shown.equals(turn.shown());
        boolean isUsageNew = turn.events().stream().anyMatch(Rows::isUsage);
        boolean isOptionsNew =
                turn.events().stream().anyMatch(SessionEvent.OptionsUpdate.class::isInstance);
        @Nullable String said = said(turn);
        boolean isSame =
                !isRuntimeNew
                        && !isUsageNew
                        && !isOptionsNew
                        && !turn.isActivity()
                        && said == null
                        && turn.newName() == null
                        && turn.newMetadata() == null;
        if (isSame) {
            return null;
        }
        var runtime = turn.shown();
        var environment = runtime.executionEnvironment();
        return new RowChange(
                turn.newName(),
                isOptionsNew ? ProtocolJson.write(turn.state().options()) : null,
                turn.newMetadata() == null ? null : ProtocolJson.write(turn.newMetadata()),
                isRuntimeNew ? ProtocolJson.write(runtime) : null,
                isUsageNew ? ProtocolJson.write(turn.state().usage().total()) : null,
                turn.isActivity() ? turn.now() : null,
                isRuntimeNew && environment != null ? environment.status().wireName() : null,
                isRuntimeNew ? runtime.activeQuery() != null : null,
                said);
    }

    /// What people said in a batch; null when nothing.
    private static @Nullable String said(Turn turn) {
        @Nullable String said = null;
        for (var event : turn.events()) {
            if (event instanceof SessionEvent.Conversation(StreamEvent.BlockComplete complete)
                    && complete.block() instanceof ConversationBlock.UserMessage message) {
                String text = message.content().text();
                said = said == null ? text : said + "\n" + text;
            }
        }
        return said;
    }

    private static boolean isUsage(SessionEvent event) {
        return event instanceof SessionEvent.Conversation(StreamEvent.MetadataUpdate _);
    }

    /// What clients see of a session.
    ///
    /// @param runtime of a session in memory; null = what the row has
    static SessionView view(SessionRow row, @Nullable SessionRuntimeState runtime) {
        try {
            return new SessionView(
                    row.id(),
                    row.agent(),
                    row.environment(),
                    row.name(),
                    ProtocolJson.readObject(row.optionsJson()),
                    ProtocolJson.readObject(row.metadataJson()),
                    row.tenant(),
                    By.principal(row.createdBy()),
                    row.createdAt(),
                    row.updatedAt(),
                    row.lastActivity(),
                    row.headSeq(),
                    row.epoch(),
                    ProtocolJson.read(row.usageJson(), Totals.class),
                    runtime == null ? stored(row) : runtime);
        } catch (ProtocolException e) {
            throw new IllegalStateException("the row of session " + row.id() + " is damaged", e);
        }
    }

    /// The runtime state that the row has.
    static SessionRuntimeState stored(SessionRow row) {
        try {
            return ProtocolJson.read(row.runtimeJson(), SessionRuntimeState.class)
                    .withLoaded(false);
        } catch (ProtocolException e) {
            throw new IllegalStateException("the row of session " + row.id() + " is damaged", e);
        }
    }

    static String json(ObjectNode object) {
        return ProtocolJson.write(object);
    }
}
