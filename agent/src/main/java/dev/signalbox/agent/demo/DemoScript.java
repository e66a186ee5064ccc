package dev.signalbox.agent.demo;

import dev.signalbox.agent.AgentPort;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.protocol.Usage;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What the demo agent says to a message, as steps to be run one after another.
final class DemoScript {
    static final String FILE = "hello-signalbox.md";

    private static final String MODEL = "demo";
    private static final double USD_PER_TOKEN = 0.000_002;
    private static final int CHARS_PER_TOKEN = 4;

    private static final String THOUGHT =
            "A person wants to see a session at work. I will write their message to a file, look at"
                    + " what came of it, and then say what they can see here.";
    private static final String ANSWER =
            "That is one session from end to end. What I say comes to you in small pieces, and each"
                    + " piece was written to the journal before you saw it. The file that I wrote is in"
                    + " the workspace. The log lines beside this text are another track: they tell how"
                    + " the machinery is doing, and never mix with what you and I say. Close this"
                    + " window, stop the server, start it again: nothing of this is lost. ";

    private final Path workspace;
    private final AgentPort port;
    private final Consumer<StreamEvent> say;

    DemoScript(Path workspace, AgentPort port, Consumer<StreamEvent> say) {
        this.workspace = workspace;
        this.port = port;
        this.say = say;
    }

    /// Adds the steps for one message.
    ///
    /// @param chunks deltas of the longest text
    void write(String prompt, int chunks, Queue<Runnable> steps) {
        log(steps, LogLevel.INFO, "the demo agent took a message of " + prompt.length() + " chars");
        stream(steps, "thk", ConversationBlock.Thinking::new, pieces(THOUGHT, quarter(chunks)));
        stream(
                steps,
                "txt",
                ConversationBlock.AssistantText::new,
                pieces("I will write your message to " + FILE + ".", 4));
        useTool(steps, "# Hello from Signalbox\n\nYou said:\n\n> " + quoted(prompt) + "\n");
        log(steps, LogLevel.INFO, "the demo agent wrote " + FILE);
        log(steps, LogLevel.WARN, "this is what a warning looks like; nothing is wrong");
        stream(
                steps,
                "txt",
                ConversationBlock.AssistantText::new,
                pieces(atLeast(ANSWER, chunks), chunks));
        steps.add(() -> usage(prompt, chunks));
    }

    private static int quarter(int chunks) {
        return Math.clamp(chunks / 4, 3, 12);
    }

    private static String quoted(String prompt) {
        return prompt.strip().replace("\n", "\n> ");
    }

    private void log(Queue<Runnable> steps, LogLevel level, String message) {
        steps.add(() -> say.accept(new StreamEvent.Log(level, message, LogSource.AGENT)));
    }

    private void stream(
            Queue<Runnable> steps,
            String prefix,
            BiFunction<String, String, ConversationBlock> block,
            List<String> pieces) {
        var id = port.newId(prefix);
        steps.add(() ->
                say.accept(new StreamEvent.BlockStart(StreamEvent.MAIN, block.apply(id, ""))));
        for (var piece : pieces) {
            steps.add(() -> say.accept(new StreamEvent.TextDelta(StreamEvent.MAIN, id, piece)));
        }
        var whole = String.join("", pieces);
        steps.add(() ->
                say.accept(
                        new StreamEvent.BlockComplete(StreamEvent.MAIN, block.apply(id, whole))));
    }

    private void useTool(Queue<Runnable> steps, String content) {
        var id = port.newId("tool");
        var toolUseId = port.newId("use");
        var file = workspace.resolve(FILE);
        ObjectNode input =
                ProtocolJson.object().put("file_path", file.toString()).put("content", content);
        steps.add(() ->
                say.accept(
                        new StreamEvent.BlockStart(
                                StreamEvent.MAIN,
                                write(id, toolUseId, ProtocolJson.object(), null))));
        steps.add(() ->
                say.accept(
                        new StreamEvent.BlockUpdate(
                                StreamEvent.MAIN,
                                id,
                                Map.of(
                                        "input",
                                        input,
                                        "status",
                                        ProtocolJson.text(ToolStatus.RUNNING.wireName())))));
        steps.add(() -> writeFile(id, toolUseId, input, file, content));
    }

    private void writeFile(
            String id, String toolUseId, ObjectNode input, Path file, String content) {
        Result result;
        try {
            @Nullable String before = Files.exists(file) ? Files.readString(file) : null;
            Files.writeString(file, content);
            var change =
                    new ConversationBlock.ToolUse.Change(FILE, before, content, null, Map.of());
            result = new Result(change, "wrote " + content.length() + " characters to " + FILE);
        } catch (IOException e) {
            result = new Result(null, "could not write " + FILE + ": " + e.getMessage());
        }
        say.accept(
                new StreamEvent.BlockComplete(
                        StreamEvent.MAIN, write(id, toolUseId, input, result)));
        say.accept(
                new StreamEvent.BlockComplete(
                        StreamEvent.MAIN,
                        new ConversationBlock.ToolResult(
                                port.newId("res"),
                                toolUseId,
                                ProtocolJson.text(result.message),
                                result.change == null)));
    }

    /// What came of writing the file.
    ///
    /// @param change null when it failed
    private record Result(ConversationBlock.ToolUse.@Nullable Change change, String message) {}

    private static ConversationBlock.ToolUse write(
            String id, String toolUseId, JsonNode input, @Nullable Result result) {
        var status = ToolStatus.PENDING;
        if (result != null) {
            status = result.change == null ? ToolStatus.ERROR : ToolStatus.SUCCESS;
        }
        return new ConversationBlock.ToolUse(
                id,
                null,
                null,
                "Write",
                toolUseId,
                input,
                status,
                "Write",
                "Writes your message to " + FILE,
                "edit",
                List.of(new ConversationBlock.ToolUse.Location(FILE, null, Map.of())),
                result == null || result.change == null ? null : List.of(result.change),
                Map.of());
    }

    private void usage(String prompt, int chunks) {
        long input = 1L + prompt.length() / CHARS_PER_TOKEN;
        long output =
                (THOUGHT.length() + atLeast(ANSWER, chunks).length()) / (long) CHARS_PER_TOKEN;
        say.accept(
                new StreamEvent.MetadataUpdate(
                        StreamEvent.MAIN,
                        new Metadata(
                                new Usage(input, output, 0, 0),
                                (input + output) * USD_PER_TOKEN,
                                null,
                                null,
                                MODEL,
                                null,
                                null,
                                Map.of())));
    }

    /// The text, said as often as it takes to have a character for each chunk.
    private static String atLeast(String text, int chunks) {
        return text.repeat(1 + chunks / text.length()).stripTrailing();
    }

    /// The text in `count` pieces of about the same length.
    private static List<String> pieces(String text, int count) {
        int pieces = Math.min(count, text.length());
        return IntStream.range(0, pieces)
                .mapToObj(i ->
                        text.substring(
                                (int) ((long) text.length() * i / pieces),
                                (int) ((long) text.length() * (i + 1) / pieces)))
                .toList();
    }
}
