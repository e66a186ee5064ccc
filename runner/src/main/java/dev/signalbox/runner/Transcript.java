package dev.signalbox.runner;

import dev.signalbox.protocol.ConversationBlock;
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

    private Transcript(Path file) {
        this.file = file;
    }

    static Transcript open(Path file) throws IOException {
        var transcript = new Transcript(file);
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                try {
                    var text = ProtocolJson.readObject(line.getBytes(StandardCharsets.UTF_8));
                    transcript.keep(text.path("said").asString(""));
                } catch (ProtocolException _) {
                    RunnerLog.warn("a torn line in " + file + " was left out");
                }
            }
            transcript.charsOnDisk = transcript.chars;
        }
        return transcript;
    }

    /// A query was given to the agent.
    void asked(String prompt) {
        add("User: " + prompt);
    }

    /// The agent said something.
    void said(StreamEvent event) {
        if (event instanceof StreamEvent.BlockComplete complete
                && complete.conversationId().equals(StreamEvent.MAIN)) {
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
        var cut =
                said.length() > ENTRY_CHARS_MAX
                        ? said.substring(0, ENTRY_CHARS_MAX) + " […]"
                        : said;
        keep(cut);
        try {
            if (charsOnDisk > 2 * CHARS_MAX) {
                rewrite();
            } else {
                Files.writeString(
                        file, line(cut), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                charsOnDisk += cut.length();
            }
        } catch (IOException e) {
            RunnerLog.warn("cannot write " + file + ": " + e);
        }
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
    }

    private static String line(String said) {
        return ProtocolJson.write(ProtocolJson.object().put("said", said)) + "\n";
    }
}
