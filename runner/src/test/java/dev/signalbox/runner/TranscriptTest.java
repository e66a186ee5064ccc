package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

class TranscriptTest {
    @TempDir Path dir;

    private Path file;
    private Transcript transcript;

    @BeforeEach
    void open() {
        file = dir.resolve("transcript.jsonl");
        transcript = Transcript.open(file);
    }

    private static StreamEvent complete(String conversation, ConversationBlock block) {
        return new StreamEvent.BlockComplete(conversation, block);
    }

    private static StreamEvent text(String content) {
        return complete(StreamEvent.MAIN, new AssistantText("b", content));
    }

    private String reopened() {
        return Transcript.open(file).text();
    }

    @Test
    void whatWasAskedSaidAndDoneIsTold() throws Exception {
        transcript.asked("list the files");
        transcript.said(
                new StreamEvent.BlockStart(StreamEvent.MAIN, new AssistantText("b", "I wi")));
        transcript.said(text("I will look."));
        transcript.said(
                ProtocolJson.read(
                        """
                        {"type":"block_complete","conversationId":"main","blockId":"t","block":{"type":"tool_use","id":"t",
                         "toolName":"Bash","toolUseId":"u","input":{"command":"ls"},"status":"success"}}
                        """,
                        StreamEvent.class));
        transcript.said(complete("a-subagent", new AssistantText("s", "not for it")));
        transcript.said(
                complete(
                        StreamEvent.MAIN,
                        new AssistantText(
                                "w", null, Incomplete.WITHDRAWN, "said twice", null, Map.of())));
        transcript.said(
                complete(
                        StreamEvent.MAIN,
                        new AssistantText(
                                "i", null, Incomplete.INTERRUPTED, "a hal", null, Map.of())));

        assertThat(transcript.text())
                .isEqualTo(
                        """
                        User: list the files

                        Assistant: I will look.

                        Assistant used the tool Bash (success): {"command":"ls"}

                        Assistant: a hal\
                        """);
        assertThat(reopened()).isEqualTo(transcript.text());
    }

    @Test
    void nothingWasSaidAtFirst() {
        assertThat(transcript.text()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void itGoesOnWhereTheRunnerBeforeItStopped() {
        transcript.asked("one\nin two lines");
        var next = Transcript.open(file);
        next.said(text("zwei"));

        assertThat(next.text()).isEqualTo("User: one\nin two lines\n\nAssistant: zwei");
        assertThat(reopened()).isEqualTo(next.text());
    }

    @Test
    void aLongConversationIsCutAtItsBeginningInMemoryAndOnDisk() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            transcript.asked("question " + i + " " + "x".repeat(1_000));
        }

        assertThat(transcript.text().length()).isBetween(100_000, 125_000);
        assertThat(transcript.text()).startsWith("User: question 1").contains("question 1999 ");
        assertThat(Files.size(file)).isLessThan(300_000);
        assertThat(reopened()).isEqualTo(transcript.text());
        var next = Transcript.open(file);
        for (int i = 0; i < 2_000; i++) {
            next.asked("another " + i + " " + "x".repeat(1_000));
        }
        assertThat(Files.size(file)).as("over many runners too").isLessThan(300_000);
    }

    @Test
    void aLongEntryIsCutAtItsEndAndNotInALetter() {
        transcript.asked("x".repeat(7_993) + "😀".repeat(100));

        assertThat(transcript.text()).hasSizeLessThan(8_010).endsWith("x […]");
        assertThat(reopened()).isEqualTo(transcript.text());
    }

    @Test
    void aTornLineIsLeftOutAndWhatIsSaidAfterItIsNot() throws Exception {
        transcript.asked("whole");
        var torn = "{\"said\":\"User: é".getBytes(StandardCharsets.UTF_8);
        Files.write(file, Arrays.copyOf(torn, torn.length - 1), StandardOpenOption.APPEND);

        var next = Transcript.open(file);
        assertThat(next.text()).isEqualTo("User: whole");
        next.asked("after");

        assertThat(next.text()).isEqualTo("User: whole\n\nUser: after");
        assertThat(reopened()).isEqualTo(next.text());
        for (var line : Files.readAllLines(file)) {
            assertThat(readable(line)).as(line).isTrue();
        }
    }

    private static boolean readable(String line) {
        try {
            return ProtocolJson.readObject(line).has("said");
        } catch (ProtocolException e) {
            return false;
        }
    }

    @Test
    void aFileThatCannotBeReadOrWrittenCostsNothingElse() throws Exception {
        Files.createDirectory(file);

        var next = Transcript.open(file);
        next.asked("hello");
        assertThat(next.text()).isEqualTo("User: hello");

        Files.delete(file);
        next.asked("again");
        assertThat(reopened()).as("and it works again").contains("User: again");
    }
}
