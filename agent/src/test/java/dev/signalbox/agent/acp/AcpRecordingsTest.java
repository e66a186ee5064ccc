package dev.signalbox.agent.acp;

import static dev.signalbox.protocol.QueryOutcome.COMPLETED;
import static dev.signalbox.protocol.QueryOutcome.FAILED;
import static dev.signalbox.protocol.QueryOutcome.INTERRUPTED;
import static dev.signalbox.protocol.QueryOutcome.LOST;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.Recording;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;
import dev.signalbox.protocol.ToolStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the converter makes of every recorded output of agents that speak ACP, and of Gemini CLI
/// without it.
class AcpRecordingsTest {
    private static final List<String> FOLDERS =
            List.of("acp-claude", "acp-codex", "acp-opencode", "acp-gemini", "gemini");

    private static final Map<String, List<QueryOutcome>> OUTCOMES =
            Map.ofEntries(
                    Map.entry("acp-claude/cancel-stream", List.of(INTERRUPTED, COMPLETED)),
                    Map.entry("acp-claude/error-400", List.of(FAILED)),
                    Map.entry("acp-claude/error-401", List.of(INTERRUPTED)),
                    Map.entry("acp-claude/error-529", List.of(INTERRUPTED)),
                    Map.entry("acp-claude/kill9-mid-turn", List.of(COMPLETED, LOST)),
                    Map.entry("acp-claude/load-after-kill9", List.of(COMPLETED)),
                    Map.entry("acp-claude/mcp-tool", List.of(COMPLETED)),
                    Map.entry("acp-claude/multi-turn", List.of(COMPLETED, COMPLETED, COMPLETED)),
                    Map.entry("acp-claude/permission-reject", List.of(COMPLETED)),
                    Map.entry("acp-claude/subagent", List.of(COMPLETED)),
                    Map.entry("acp-codex/cancel-stream", List.of(INTERRUPTED, COMPLETED)),
                    Map.entry("acp-codex/cancel-tool", List.of(INTERRUPTED)),
                    Map.entry("acp-codex/error-400", List.of(COMPLETED)),
                    Map.entry("acp-codex/error-401", List.of(FAILED)),
                    Map.entry("acp-codex/kill9-mid-turn", List.of(COMPLETED, LOST)),
                    Map.entry("acp-codex/load-after-kill9", List.of(COMPLETED)),
                    Map.entry("acp-codex/multi-turn", List.of(COMPLETED, COMPLETED, COMPLETED)),
                    Map.entry("acp-codex/permission-cancelled", List.of(INTERRUPTED)),
                    Map.entry("acp-codex/permission-reject", List.of(INTERRUPTED)),
                    Map.entry("acp-codex/subagent", List.of(COMPLETED)),
                    Map.entry("acp-opencode/cancel-tool", List.of(INTERRUPTED)),
                    Map.entry("acp-opencode/error-400", List.of(COMPLETED)),
                    Map.entry("acp-opencode/error-401", List.of(FAILED)),
                    Map.entry("acp-opencode/error-529", List.of(COMPLETED)),
                    Map.entry("acp-opencode/kill9-mid-turn", List.of(COMPLETED, LOST)),
                    Map.entry("acp-opencode/load-after-kill9", List.of(COMPLETED)),
                    Map.entry("acp-opencode/mcp-tool", List.of(COMPLETED)),
                    Map.entry("acp-opencode/multi-turn", List.of(COMPLETED, COMPLETED, COMPLETED)),
                    Map.entry("acp-opencode/permission-cancelled", List.of(COMPLETED)),
                    Map.entry("acp-opencode/subagent", List.of(COMPLETED)),
                    Map.entry("acp-gemini/cancel-stream", List.of(INTERRUPTED, COMPLETED)),
                    Map.entry("acp-gemini/error-400", List.of(FAILED)),
                    Map.entry("acp-gemini/error-401", List.of(FAILED)),
                    Map.entry("acp-gemini/error-529", List.of(INTERRUPTED)),
                    Map.entry("acp-gemini/kill9-mid-turn", List.of(COMPLETED, LOST)),
                    Map.entry("acp-gemini/load-after-kill9", List.of(COMPLETED)),
                    Map.entry("acp-gemini/multi-turn", List.of(COMPLETED, COMPLETED, COMPLETED)),
                    Map.entry("acp-gemini/permission-cancelled", List.of(COMPLETED)),
                    Map.entry("acp-gemini/permission-reject", List.of(COMPLETED)),
                    Map.entry("acp-gemini/subagent", List.of(COMPLETED)),
                    Map.entry("gemini/error-400", List.of(FAILED)),
                    Map.entry("gemini/error-401", List.of(FAILED)),
                    Map.entry("gemini/model-socket-drop", List.of(FAILED)),
                    Map.entry("gemini/parallel-tools", List.of(COMPLETED)),
                    Map.entry("gemini/resume", List.of(COMPLETED)),
                    Map.entry("gemini/session-id", List.of(COMPLETED)),
                    Map.entry("gemini/sigint-mid-stream", List.of(LOST)),
                    Map.entry("gemini/subagent", List.of(COMPLETED)),
                    Map.entry("gemini/text", List.of(COMPLETED)),
                    Map.entry("gemini/thinking", List.of(COMPLETED)),
                    Map.entry("gemini/tool-fails", List.of(COMPLETED)),
                    Map.entry("gemini/write-file-default-mode", List.of(COMPLETED)),
                    Map.entry("gemini/write-file-yolo", List.of(COMPLETED)));

    static Stream<String> names() {
        return FOLDERS.stream()
                .flatMap(folder ->
                        Recording.names(folder).stream().map(name -> folder + "/" + name));
    }

    private static Recording read(String name) {
        return Recording.read(new AcpConverter(), name);
    }

    @Test
    void everyRecordingIsInTheTable() {
        assertThat(names()).containsExactlyInAnyOrderElementsOf(OUTCOMES.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyQueryEndsOnceAndAsExpected(String name) {
        var recording = read(name);
        var started = recording.events(StreamEvent.QueryStarted.class);
        var ended = recording.events(StreamEvent.QueryEnded.class);

        assertThat(ended).extracting(StreamEvent.QueryEnded::outcome).isEqualTo(OUTCOMES.get(name));
        assertThat(ended)
                .extracting(StreamEvent.QueryEnded::queryId)
                .isEqualTo(started.stream().map(StreamEvent.QueryStarted::queryId).toList());
        for (var one : ended) {
            assertThat(one.cause() != null)
                    .isEqualTo(one.outcome() == FAILED || one.outcome() == LOST);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyToolAndSubagentComesToAnEndWithItsResult(String name) {
        var recording = read(name);
        var results = recording.completed(ConversationBlock.ToolResult.class);
        for (var use : recording.completed(ConversationBlock.ToolUse.class)) {
            assertThat(use.status()).isIn(ToolStatus.SUCCESS, ToolStatus.ERROR);
            if (use.incomplete() == null) {
                assertThat(results)
                        .filteredOn(result -> result.toolUseId().equals(use.toolUseId()))
                        .hasSize(1);
            }
        }
        assertThat(recording.completed(ConversationBlock.Subagent.class))
                .allMatch(agent ->
                        agent.status() == SubagentStatus.SUCCESS
                                || agent.status() == SubagentStatus.ERROR);
    }

    @ParameterizedTest
    @MethodSource("names")
    void noTextIsLost(String name) {
        var recording = read(name);
        var said = new StringBuilder();
        for (var line : recording.lines()) {
            var update = line.path("params").path("update");
            var kind = NativeJson.string(update, "sessionUpdate", "");
            if (kind.startsWith("agent_") && !isReplayed(recording, line)) {
                said.append(update.path("content").path("text").asString(""));
            }
            if (NativeJson.string(line, "role", "").equals("assistant")) {
                said.append(NativeJson.string(line, "content", ""));
            }
        }
        var kept = new StringBuilder();
        for (var block : recording.completed(ConversationBlock.class)) {
            if (block instanceof ConversationBlock.AssistantText text) {
                kept.append(text.content());
            } else if (block instanceof ConversationBlock.Thinking thinking) {
                kept.append(thinking.content());
            }
        }
        assertThat(kept.toString()).isEqualTo(said.toString());
    }

    /// Whether a line says again what was said before the session was loaded: in these recordings
    /// only there does a text come whole.
    private static boolean isReplayed(Recording recording, ObjectNode line) {
        return recording.name().contains("/load-")
                && line.path("params")
                        .path("update")
                        .path("content")
                        .path("text")
                        .asString("")
                        .equals("Hello, this is a streamed answer.");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyLineLeavesATrace(String name) {
        var recording = read(name);
        var silent = new HashSet<String>();
        for (int i = 0; i < recording.lines().size(); i++) {
            var line = recording.lines().get(i);
            if (recording.perLine().get(i).isEmpty() && !isReplayed(recording, line)) {
                var update = line.path("params").path("update");
                silent.add(
                        NativeJson.string(
                                update,
                                "sessionUpdate",
                                NativeJson.string(line, "type", "answer")));
            }
        }
        // What the server knows already, what says the same again, what carries only a detail of
        // the agent's own, and the answers to what we asked.
        assertThat(silent)
                .isSubsetOf(
                        "user_message_chunk",
                        "message",
                        "available_commands_update",
                        "config_option_update",
                        "session_info_update",
                        "usage_update",
                        "tool_call_update",
                        "answer");
    }

    @Test
    void aHistoryThatIsToldAgainIsNoConversation() {
        for (var folder : List.of("acp-claude", "acp-codex", "acp-opencode", "acp-gemini")) {
            var recording = read(folder + "/load-after-kill9");

            assertThat(recording.completed(ConversationBlock.AssistantText.class).getLast())
                    .extracting(ConversationBlock.AssistantText::content)
                    .isEqualTo("Hello, this is a streamed answer.");
            assertThat(recording.completed(ConversationBlock.AssistantText.class))
                    .filteredOn(text -> text.content().startsWith("Hello"))
                    .hasSize(1);
            assertThat(recording.events(StreamEvent.Log.class))
                    .anyMatch(log -> log.message().contains("lines left out"));
        }
    }

    @Test
    void aToolThatNobodyIntroducedBeginsWithItsPermission() {
        var recording = read("acp-gemini/multi-turn");
        var uses = recording.completed(ConversationBlock.ToolUse.class);

        assertThat(uses)
                .extracting(ConversationBlock.ToolUse::toolName)
                .containsExactly("write_file", "run_shell_command");
        assertThat(uses.getFirst().changes().getFirst().newText())
                .isEqualTo("hello from the stub\n");
        assertThat(uses.getLast().input().path("command").stringValue())
                .isEqualTo("echo oops >&2; exit 3");
        assertThat(recording.events(StreamEvent.PermissionRequested.class))
                .extracting(StreamEvent.PermissionRequested::rule)
                .containsExactly(
                        "write_file(/workspace/hello.txt)",
                        "run_shell_command(echo oops >&2; exit 3)");
    }

    @Test
    void permissionsOffersAreNamedAlike() {
        for (var name : List.of("acp-claude/multi-turn", "acp-opencode/multi-turn")) {
            assertThat(
                            read(name)
                                    .events(StreamEvent.PermissionRequested.class)
                                    .getFirst()
                                    .options())
                    .extracting(option -> option.id())
                    .containsExactly("allow_once", "allow_always", "reject_once");
        }
    }

    @Test
    void aCommandThatFailsIsAToolThatFailed() {
        for (var agent : List.of("claude", "codex", "opencode")) {
            var recording = read("acp-" + agent + "/multi-turn");
            var use = recording.completed(ConversationBlock.ToolUse.class).getLast();
            var result = recording.completed(ConversationBlock.ToolResult.class).getLast();

            assertThat(use.status()).isEqualTo(ToolStatus.ERROR);
            assertThat(result.isError()).isTrue();
            assertThat(result.output().stringValue()).contains("oops");
        }
    }

    @Test
    void whatACommandPrintsComesWhileItRuns() {
        var codex = read("acp-codex/multi-turn");
        var opencode = read("acp-opencode/cancel-tool");

        assertThat(codex.events(StreamEvent.TextDelta.class))
                .anyMatch(delta -> delta.delta().equals("oops\n"));
        assertThat(opencode.events(StreamEvent.TextDelta.class))
                .extracting(StreamEvent.TextDelta::delta)
                .containsExactly("tick 1\n", "tick 2\n", "tick 3\n", "tick 4\n");
    }

    @Test
    void aSubagentOfClaudesHasItsOwnConversation() {
        var recording = read("acp-claude/subagent");
        var agent = recording.completed(ConversationBlock.Subagent.class).getFirst();

        assertThat(agent.name()).isEqualTo("general-purpose");
        assertThat(agent.status()).isEqualTo(SubagentStatus.SUCCESS);
        assertThat(recording.events(StreamEvent.BlockComplete.class))
                .filteredOn(one -> one.conversationId().equals(agent.subagentId()))
                .extracting(one -> one.block().type())
                .containsExactly("tool_use", "tool_result");
    }

    @Test
    void usageIsOfTheQueryAlone() {
        var costs =
                read("acp-claude/multi-turn").events(StreamEvent.MetadataUpdate.class).stream()
                        .filter(one -> one.metadata().usage() != null)
                        .map(one -> one.metadata())
                        .toList();

        assertThat(costs).hasSize(3);
        assertThat(costs.get(1).usage().outputTokens()).isEqualTo(236);
        assertThat(costs.get(0).costUSD()).isEqualTo(0.01154);
        assertThat(costs.get(1).costUSD()).isEqualTo(0.026216);
        assertThat(costs.get(2).costUSD()).isEqualTo(0.025088);
    }

    @Test
    void failuresHaveNames() {
        assertThat(failure("acp-gemini/error-401")).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(failure("acp-codex/error-401")).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(failure("acp-opencode/error-401")).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(failure("gemini/error-401")).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        assertThat(failure("acp-gemini/error-400"))
                .isEqualTo(ErrorCode.AGENT_CONTEXT_TOO_LONG.name());
        assertThat(failure("acp-claude/error-400"))
                .isEqualTo(ErrorCode.AGENT_CONTEXT_TOO_LONG.name());
    }

    private static String failure(String name) {
        var ended = read(name).events(StreamEvent.QueryEnded.class).getLast();
        assertThat(ended.cause()).isNotNull();
        return ended.cause().code();
    }
}
