package dev.signalbox.app;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/// Shows both tracks of a session as they come: each line says whose it is, text that streams grows
/// on its line. One thread.
final class TrackPrinter {
    private static final String CYAN = "\u001b[36m";
    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean hasColour;
    private final Map<String, String> streaming = new HashMap<>();
    private @Nullable String blockOnLine;

    TrackPrinter(PrintStream out, boolean hasColour) {
        this.out = out;
        this.hasColour = hasColour;
    }

    void print(Envelope envelope) {
        switch (envelope.event()) {
            case SessionEvent.Conversation(var event) -> conversation(event);
            default -> {
                var line = EventText.of(envelope.event());
                if (line != null) {
                    boolean isBad = envelope.event() instanceof SessionEvent.ErrorReported;
                    line(envelope.event().track(), line.what(), line.text(), isBad);
                }
            }
        }
        out.flush();
    }

    private void conversation(StreamEvent.Conversation event) {
        switch (event) {
            case StreamEvent.BlockStart start -> started(start.block());
            case StreamEvent.TextDelta delta -> streamed(delta.blockId(), delta.delta());
            case StreamEvent.BlockComplete complete -> completed(complete.block());
            case StreamEvent.BlockUpdate _, StreamEvent.MetadataUpdate _ -> {}
        }
    }

    private void started(ConversationBlock block) {
        var label = BlockText.streamLabel(block);
        if (label != null) {
            streaming.put(block.id(), label);
        } else if (block instanceof ConversationBlock.ToolUse tool) {
            line(Track.CONVERSATION, "tool", tool.toolName() + " …", false);
        }
    }

    private void streamed(String blockId, String text) {
        var label = streaming.get(blockId);
        if (label == null) {
            return;
        }
        if (!blockId.equals(blockOnLine)) {
            endLine();
            out.print(prefix(Track.CONVERSATION, label, false));
            blockOnLine = blockId;
        }
        out.print(text.replace("\n", "\n" + prefix(Track.CONVERSATION, "", false)));
    }

    private void completed(ConversationBlock block) {
        boolean wasStreamed = streaming.remove(block.id()) != null;
        if (block.id().equals(blockOnLine)) {
            endLine();
        }
        var line = BlockText.of(block, wasStreamed);
        if (line != null) {
            boolean isBad = block instanceof ConversationBlock.ErrorBlock;
            line(Track.CONVERSATION, line.what(), line.text(), isBad);
        }
    }

    private void endLine() {
        if (blockOnLine != null) {
            out.print("\n");
            blockOnLine = null;
        }
    }

    private void line(Track track, String what, String text, boolean isBad) {
        endLine();
        var first = true;
        for (var part : text.lines().toList()) {
            out.print(prefix(track, first ? what : "", isBad) + part + "\n");
            first = false;
        }
    }

    private String prefix(Track track, String what, boolean isBad) {
        var text = "%-12s │ %-9s ".formatted(track.wireName(), what);
        if (!hasColour) {
            return text;
        }
        String colour = isBad ? RED : track == Track.CONVERSATION ? CYAN : DIM;
        return colour + text + PLAIN;
    }
}
