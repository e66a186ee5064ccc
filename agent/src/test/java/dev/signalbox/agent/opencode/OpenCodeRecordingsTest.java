package dev.signalbox.agent.opencode;

import static dev.signalbox.protocol.QueryOutcome.COMPLETED;
import static dev.signalbox.protocol.QueryOutcome.FAILED;
import static dev.signalbox.protocol.QueryOutcome.INTERRUPTED;
import static dev.signalbox.protocol.QueryOutcome.LOST;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.Recording;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ConversationBlock.Subagent;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.ConversationBlock.Thinking;
import dev.signalbox.protocol.ConversationBlock.ToolResult;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;
import dev.signalbox.protocol.ToolStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What the converter makes of every recorded output of the real OpenCode.
class OpenCodeRecordingsTest {
    private static final Map<String, List<QueryOutcome>> OUTCOMES =
            Map.ofEntries(
                    Map.entry("run-error-400", List.of(COMPLETED)),
                    Map.entry("run-error-401", List.of(FAILED)),
                    Map.entry("run-thinking", List.of(COMPLETED)),
                    Map.entry("run-tool-fails", List.of(COMPLETED)),
                    Map.entry("run-write-file", List.of(COMPLETED)),
                    Map.entry("serve-error-529-retry-then-abort", List.of(INTERRUPTED)),
                    Map.entry("serve-errors", List.of(FAILED, COMPLETED, INTERRUPTED, LOST)),
                    Map.entry("serve-interrupt-stream", List.of(INTERRUPTED)),
                    Map.entry("serve-interrupt-tool", List.of(INTERRUPTED)),
                    Map.entry("serve-kill9-mid-turn", List.of(COMPLETED, LOST)),
                    Map.entry("serve-mcp-tool", List.of(COMPLETED)),
                    Map.entry(
                            "serve-multi-turn",
                            List.of(COMPLETED, COMPLETED, COMPLETED, COMPLETED)),
                    Map.entry("serve-permission-once", List.of(COMPLETED)),
                    Map.entry("serve-permission-reject", List.of(COMPLETED)),
                    Map.entry("serve-subagent", List.of(COMPLETED)));

    static List<String> names() {
        return Recording.names("opencode");
    }

    private static Recording read(String name) {
        return Recording.read(new OpenCodeConverter(), "opencode/" + name);
    }

    @Test
    void everyRecordingIsInTheTable() {
        assertThat(names()).containsExactlyInAnyOrderElementsOf(OUTCOMES.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyQueryEndsOnceAsItShould(String name) {
        var recording = read(name);
        var started =
                recording.events(StreamEvent.QueryStarted.class).stream()
                        .map(StreamEvent.QueryStarted::queryId)
                        .toList();
        var ended = recording.events(StreamEvent.QueryEnded.class);
        assertThat(ended).extracting(StreamEvent.QueryEnded::queryId).isEqualTo(started);
        assertThat(ended).extracting(StreamEvent.QueryEnded::outcome).isEqualTo(OUTCOMES.get(name));
    }

    /// Every text that a part held last is in some block, in whatever way it ended.
    @ParameterizedTest
    @MethodSource("names")
    void noTextIsLost(String name) {
        var recording = read(name);
        var said = new ArrayList<String>();
        recording.completed(AssistantText.class).forEach(block -> said.add(block.content()));
        recording.completed(Thinking.class).forEach(block -> said.add(block.content()));
        recording.completed(SystemNotice.class).forEach(block -> said.add(block.toString()));
        recording
                .completed(ToolResult.class)
                .forEach(block -> said.add(block.output().stringValue()));
        var users = new HashSet<String>();
        for (var line : recording.lines()) {
            var info = line.path("properties").path("info");
            if (NativeJson.string(info, "role", "").equals("user")) {
                users.add(NativeJson.string(info, "id", ""));
            }
            var part = line.has("part") ? line.path("part") : line.path("properties").path("part");
            var text = NativeJson.string(part, "text", "");
            boolean isEcho =
                    users.contains(NativeJson.string(part, "messageID", ""))
                            && !NativeJson.isTrue(part, "synthetic");
            if (!text.isEmpty() && !isEcho) {
                assertThat(said).anyMatch(one -> one.contains(text));
            }
            var output = NativeJson.string(part.path("state"), "output", "");
            if (!output.isEmpty()) {
                assertThat(said).anyMatch(one -> one.contains(output));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void nothingIsUnknown(String name) {
        assertThat(read(name).events(StreamEvent.Log.class))
                .filteredOn(log -> log.levelOrDefault() == LogLevel.DEBUG)
                .filteredOn(log -> !log.message().startsWith("OpenCode said outside a turn"))
                .isEmpty();
    }

    @Test
    void aTurnHasItsPartsInOrderAndItsUsage() {
        var recording = read("serve-multi-turn");
        assertThat(recording.completed(Thinking.class))
                .extracting(Thinking::content)
                .containsExactly("First I consider the question.", "I will write the file.");
        assertThat(recording.completed(AssistantText.class))
                .extracting(AssistantText::content)
                .containsExactly(
                        "The answer is 42.",
                        "Writing hello.txt now.",
                        "I wrote hello.txt.",
                        "Running a command that fails.",
                        "The command failed, as planned.",
                        "Hello, this is a streamed answer.");
        assertThat(recording.completed(ToolUse.class))
                .extracting(ToolUse::status)
                .containsExactly(ToolStatus.SUCCESS, ToolStatus.ERROR);
        var usages = recording.events(StreamEvent.MetadataUpdate.class);
        assertThat(usages.getFirst().metadata().usage().inputTokens()).isEqualTo(2448);
        assertThat(usages.get(2).metadata().usage().inputTokens())
                .isEqualTo(2468 + 2493); // Of the second turn alone.
    }

    @Test
    void anInterruptKeepsWhatWasSaidAndSaysThatItWasCut() {
        var text = read("serve-interrupt-stream").completed(AssistantText.class);
        assertThat(text).hasSize(1);
        assertThat(text.getFirst().content()).isEqualTo("s0 s1 s2 s3 ");
        assertThat(text.getFirst().incomplete()).isEqualTo(Incomplete.INTERRUPTED);

        var tool = read("serve-interrupt-tool");
        var use = tool.completed(ToolUse.class).getFirst();
        assertThat(use.status()).isEqualTo(ToolStatus.ERROR);
        assertThat(use.incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(tool.completed(ToolResult.class).getFirst().output().stringValue())
                .contains("User aborted the command");
        assertThat(tool.events(StreamEvent.TextDelta.class))
                .extracting(StreamEvent.TextDelta::delta)
                .containsExactly("tick 1\n", "tick 2\n", "tick 3\n");
    }

    @Test
    void failuresAreNamedAndDoubledTextIsTakenBack() {
        var recording = read("serve-errors");
        assertThat(recording.events(StreamEvent.QueryEnded.class).getFirst().cause().code())
                .isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(recording.completed(AssistantText.class))
                .filteredOn(text -> text.content().startsWith("Cut in "))
                .hasSize(2)
                .allMatch(text -> text.incomplete() == Incomplete.WITHDRAWN);
        assertThat(recording.completed(SystemNotice.class))
                .extracting(SystemNotice::message)
                .contains("The conversation is being compacted.", "The conversation was compacted.")
                .anyMatch(text -> text.startsWith("The previous request exceeded"));
    }

    @Test
    void aSubagentSpeaksInAConversationOfItsOwn() {
        var recording = read("serve-subagent");
        var agent = recording.completed(Subagent.class).getFirst();
        assertThat(agent.status()).isEqualTo(SubagentStatus.SUCCESS);
        assertThat(agent.name()).isEqualTo("general");
        assertThat(agent.output().stringValue()).contains("Child result: 7.");
        var own =
                recording.events(StreamEvent.BlockComplete.class).stream()
                        .filter(one -> one.conversationId().equals(agent.subagentId()))
                        .map(one -> one.block().type())
                        .toList();
        assertThat(own)
                .containsExactly("assistant_text", "tool_use", "tool_result", "assistant_text");
        assertThat(recording.events(StreamEvent.MetadataUpdate.class))
                .filteredOn(one -> one.conversationId().equals(agent.subagentId()))
                .last()
                .extracting(one -> one.metadata().usage().inputTokens())
                .isEqualTo(2445L + 2465);
    }

    @Test
    void aRequestComesAfterItsCallAndSaysWhatAlwaysWouldCover() {
        var recording = read("serve-permission-once");
        var asked = recording.events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(asked.rule()).isEqualTo("edit(*)");
        assertThat(asked.toolName()).isEqualTo("write");
        assertThat(asked.title()).isEqualTo("edit: hello.txt");
        var calls =
                recording.events().stream()
                        .filter(event ->
                                event instanceof StreamEvent.BlockStart start
                                        && start.block() instanceof ToolUse use
                                        && use.toolUseId().equals(asked.toolUseId()))
                        .toList();
        assertThat(recording.events().indexOf(calls.getFirst()))
                .isLessThan(recording.events().indexOf(asked));
        assertThat(recording.events(StreamEvent.BlockUpdate.class))
                .filteredOn(update -> update.updates().containsKey("status"))
                .extracting(update -> update.updates().get("status").stringValue())
                .containsExactly("running", "waiting", "running");
    }

    @Test
    void whatRunPrintsIsUnderstoodToo() {
        var recording = read("run-tool-fails");
        assertThat(recording.completed(AssistantText.class))
                .extracting(AssistantText::content)
                .containsExactly(
                        "Running a command that fails.", "The command failed, as planned.");
        assertThat(recording.completed(ToolUse.class).getFirst().status())
                .isEqualTo(ToolStatus.ERROR);
        assertThat(recording.events(StreamEvent.MetadataUpdate.class).getLast().metadata())
                .extracting(metadata -> metadata.usage().outputTokens())
                .isEqualTo(138L + 11);
    }
}
