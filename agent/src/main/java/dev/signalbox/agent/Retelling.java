package dev.signalbox.agent;

import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.StreamEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tells an agent again what was said, when it has lost its own memory of the session.
public final class Retelling {
    private Retelling() {}

    /// The prompt with what was said before it, and says so on both tracks: the user sees in the
    /// conversation that the agent knows the past from a summary only. Called when the query begins.
    ///
    /// @param title what people call the agent
    public static MessageContent before(MessageContent prompt, AgentPort port, String title) {
        var history = port.history();
        var lost = title + " has lost its own memory of this session";
        if (history.isEmpty()) {
            port.emit(new StreamEvent.Log(LogLevel.WARN, lost, LogSource.RUNNER));
            return prompt;
        }
        var told = lost + "; what was said before was told to it again";
        port.emit(new StreamEvent.Log(LogLevel.WARN, told, LogSource.RUNNER));
        port.emit(
                new StreamEvent.BlockComplete(
                        StreamEvent.MAIN,
                        new SystemNotice(port.newId(IdSource.BLOCK), "notice", told + ".")));
        var parts = new ArrayList<ContentPart>();
        parts.add(
                new ContentPart.Text(
                        "This session was begun before, and this is what was said in it so far:\n\n<history>\n"
                                + history
                                + "\n</history>\n\nIt goes on with this message:",
                        Map.of()));
        parts.addAll(parts(prompt));
        return new MessageContent.Parts(parts);
    }

    private static List<ContentPart> parts(MessageContent prompt) {
        return switch (prompt) {
            case MessageContent.Plain(var text) -> List.of(new ContentPart.Text(text, Map.of()));
            case MessageContent.Parts(var parts) -> parts;
        };
    }
}
