package dev.signalbox.runner;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/// What was said in the main conversation, in the words that a model can be told again: for an agent
/// that has lost its own memory of the session. Holds the latest part of a long one, in memory and on
/// disk. Owned by the agent loop.
///
/// Best effort: a transcript that cannot be written costs an agent that forgets its context, and
/// nothing else.
final class Transcript {
    private static final int CHARS_MAX = 120_000;
    private static final int ENTRY_CHARS_MAX = 8_000;

    private final Path file;
    private final Deque<String> entries = new ArrayDeque<>();
    private int chars;
    private int charsOnDisk;
    private boolean isTorn;

    private Transcript(Path file) {
        this.file = file;
    }

    static Transcript open(Path file) {
        var transcript = new Transcript(file);
        try {
            transcript.read();
        } catch (IOException e) {
            RunnerLog.warn("cannot read " + file + ": " + e);
        }
        return transcript;
    }

    /// A runner that was killed may have torn the last line, in the middle of a letter too. What is
    /// appended later must not become a part of it.
    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        isTorn = !text.isEmpty() && !text.endsWith("\n");
        for (var line : text.lines().toList()) {
            try {
                var said = ProtocolJson.readObject(line).path("said").asString("");
                keep(said);
                charsOnDisk += said.length();
            } catch (ProtocolException _) {
                RunnerLog.warn("a torn line in " + file + " was left out");
                isTorn = true;
            }
        }
        if (isTorn) {
            rewrite();
        }
    }

    /// A query was given to the agent.
    void asked(String prompt) {
        add("User: " + prompt);
    }

    /// The agent said something.
    void said(StreamEvent event) {
        if (event instanceof StreamEvent.BlockComplete complete
                && complete.conversationId().equals(StreamEvent.MAIN)
                && complete.block().incomplete() != Incomplete.WITHDRAWN) {
            switch (complete.block()) {
                case ConversationBlock.AssistantText text -> add("Assistant: " + text.content());
                case ConversationBlock.ToolUse tool ->
                        add(
                                "Assistant used the tool "
                                        + tool.toolName()
                                        + " ("
                                        + tool.status().wireName()
                                        + "): "
                                        + ProtocolJson.write(tool.input()));
                default -> {}
            }
        }
    }

    /// All of it that is kept, oldest first.
    String text() {
        return String.join("\n\n", entries);
    }

    private void add(String said) {
        var cut = cut(said);
        keep(cut);
        try {
            if (isTorn || charsOnDisk > 2 * CHARS_MAX) {
                rewrite();
            } else {
                Files.writeString(
                        file, line(cut), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                charsOnDisk += cut.length();
            }
        } catch (IOException e) {
            if (!isTorn) {
                RunnerLog.warn("cannot write " + file + " for now: " + e);
            }
            isTorn = true; // Half a line may be there, and what follows would become a part of it.
        }
    }

    private static String cut(String said) {
        if (said.length() <= ENTRY_CHARS_MAX) {
            return said;
        }
        boolean isInLetter = Character.isHighSurrogate(said.charAt(ENTRY_CHARS_MAX - 1));
        return said.substring(0, isInLetter ? ENTRY_CHARS_MAX - 1 : ENTRY_CHARS_MAX) + " […]";
    }

    private void keep(String said) {
        entries.add(said);
        chars += said.length();
        while (chars > CHARS_MAX && entries.size() > 1) {
            chars -= entries.remove().length();
        }
    }

    private void rewrite() throws IOException {
        var all = new StringBuilder();
        entries.forEach(entry -> all.append(line(entry)));
        SessionFiles.replace(file, all.toString());
        charsOnDisk = chars;
        isTorn = false;
    }

    private static String line(String said) {
        return ProtocolJson.write(ProtocolJson.object().put("said", said)) + "\n";
    }
}
