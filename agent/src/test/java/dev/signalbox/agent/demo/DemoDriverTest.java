package dev.signalbox.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.FakePort;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class DemoDriverTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir Path folder;

    private final FakePort port = new FakePort();

    private AgentDriver driver(String options) {
        var driver = new DemoAdapter().open(Specs.in(folder, options), port);
        assertThat(driver.launch()).isNull();
        driver.started();
        assertThat(port.isReady).isTrue();
        return driver;
    }

    private static void ask(AgentDriver driver, String queryId, String prompt) {
        driver.startQuery(queryId, MessageContent.of(prompt), Map.of());
    }

    private List<ConversationBlock> completed() {
        return port.events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .toList();
    }

    @Test
    void itThinksWritesAFileLogsAndAnswers() throws IOException {
        ask(driver("{}"), "q1", "what is this?");
        port.pass(LONG);

        assertThat(completed())
                .extracting(ConversationBlock::type)
                .containsExactly(
                        "thinking", "assistant_text", "tool_use", "tool_result", "assistant_text");
        var use = (ToolUse) completed().get(2);
        assertThat(use.status()).isEqualTo(ToolStatus.SUCCESS);
        assertThat(use.locations().getFirst().path()).isEqualTo(DemoScript.FILE);
        assertThat(use.changes().getFirst().newText()).contains("what is this?");
        assertThat(Files.readString(folder.resolve(DemoScript.FILE))).contains("> what is this?");
        assertThat(port.events(StreamEvent.Log.class))
                .extracting(StreamEvent.Log::levelOrDefault)
                .contains(LogLevel.INFO, LogLevel.WARN);
        var metadata = port.events(StreamEvent.MetadataUpdate.class).getLast().metadata();
        assertThat(metadata.usage().totalTokens()).isPositive();
        assertThat(metadata.costUSD()).isPositive();
        assertThat(port.events.getLast())
                .isEqualTo(
                        new StreamEvent.QueryEnded("q1", QueryOutcome.COMPLETED, "end_turn", null));
        assertThat(port.openBlocks()).isZero();
    }

    @Test
    void theLastTextHasAsManyPiecesAsAsked() {
        ask(driver("{'chunks':700,'delayMs':0}"), "q1", "hello");
        port.pass(LONG);

        var last = completed().getLast().id();
        assertThat(port.events(StreamEvent.TextDelta.class))
                .filteredOn(delta -> delta.blockId().equals(last))
                .hasSize(700)
                .noneMatch(delta -> delta.delta().isEmpty());
    }

    @Test
    void itsPaceIsAnOption() {
        ask(driver("{'delayMs':1000}"), "q1", "hello");
        port.pass(Duration.ofMillis(999));
        assertThat(port.events).isEmpty();
        port.pass(Duration.ofMillis(1));
        assertThat(port.events).hasSize(1);
    }

    @Test
    void anInterruptStopsItAtOnceAndTheNextMessageIsAnswered() {
        var driver = driver("{}");
        ask(driver, "q1", "hello");
        port.pass(Duration.ofMillis(100));
        driver.interrupt("q1");

        assertThat(port.openBlocks()).isZero();
        assertThat(completed().getFirst().incomplete()).isEqualTo(Incomplete.INTERRUPTED);
        assertThat(port.events(StreamEvent.QueryEnded.class).getFirst().outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(port.hasTasks()).isFalse();

        ask(driver, "q2", "again");
        port.pass(LONG);
        assertThat(port.events(StreamEvent.QueryEnded.class))
                .extracting(StreamEvent.QueryEnded::outcome)
                .containsExactly(QueryOutcome.INTERRUPTED, QueryOutcome.COMPLETED);
    }

    @Test
    void aFileThatCannotBeWrittenIsAToolThatFailed() throws IOException {
        Files.createDirectory(folder.resolve(DemoScript.FILE));
        ask(driver("{}"), "q1", "hello");
        port.pass(LONG);

        assertThat(completed())
                .filteredOn(ToolUse.class::isInstance)
                .extracting(block -> ((ToolUse) block).status())
                .containsExactly(ToolStatus.ERROR);
        assertThat(port.events(StreamEvent.QueryEnded.class).getFirst().outcome())
                .isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void aSecondMessageSaysWhatWasInTheFileBefore() {
        var driver = driver("{}");
        ask(driver, "q1", "first");
        port.pass(LONG);
        ask(driver, "q2", "second");
        port.pass(LONG);

        var use =
                (ToolUse) completed().stream().filter(ToolUse.class::isInstance).toList().getLast();
        assertThat(use.changes().getFirst().oldText()).contains("first");
    }

    @Test
    void optionsOfTheWrongKindAreRefusedByName() {
        var adapter = new DemoAdapter();
        adapter.validate(Specs.options("{'chunks':1,'delayMs':0,'permissionMode':'bypass'}"));

        assertThatThrownBy(() -> adapter.validate(Specs.options("{'chunks':0}")))
                .isInstanceOf(SignalboxException.class)
                .hasMessageContaining("chunks");
        assertThatThrownBy(() -> adapter.validate(Specs.options("{'model':'m'}")))
                .hasMessageContaining("the demo has no model");
        assertThatThrownBy(() -> adapter.validate(Specs.options("{'chunk':3}")))
                .hasMessageContaining("did you mean 'chunks'?");
    }
}
