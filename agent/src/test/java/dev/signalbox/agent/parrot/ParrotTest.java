package dev.signalbox.agent.parrot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.agent.Specs;
import dev.signalbox.agent.conformance.Laws;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;

/// The worked example does what its page says.
class ParrotTest {
    private static final Path FOLDER = Path.of("src/test/resources/parrot");

    @TempDir Path folder;

    @Test
    void itsRecordingKeepsTheLaws() throws Exception {
        var converter = new ParrotAdapter().converter();
        var events = new ArrayList<StreamEvent>();
        for (var line : Files.readAllLines(FOLDER.resolve("recording.jsonl"))) {
            events.addAll(converter.line(line.getBytes(StandardCharsets.UTF_8)));
        }
        events.addAll(converter.end());

        assertThat(Laws.breaches(events, Set.of())).isEmpty();
        assertThat(events)
                .filteredOn(StreamEvent.QueryEnded.class::isInstance)
                .extracting(event -> ((StreamEvent.QueryEnded) event).outcome())
                .containsExactly(
                        QueryOutcome.COMPLETED,
                        QueryOutcome.COMPLETED,
                        QueryOutcome.FAILED,
                        QueryOutcome.LOST);
        assertThat(events)
                .filteredOn(StreamEvent.Log.class::isInstance)
                .extracting(event -> ((StreamEvent.Log) event).levelOrDefault())
                .containsExactly(LogLevel.DEBUG);
    }

    @Test
    void itSpeaksFliesWhenAllowedAndIsToldWhatItForgot() throws Exception {
        var program = FOLDER.resolve("parrot.sh").toAbsolutePath();
        var environment = Map.of("PATH", System.getenv("PATH"));
        try (var parrot =
                new LoopRunner(
                        new ParrotAdapter(), folder, program, Specs.options("{}"), environment)) {
            parrot.start();
            parrot.query("q1", "good morning");
            parrot.start("q2", "fly");
            var request =
                    parrot.await(StreamEvent.PermissionRequested.class, _ -> true, "a request");
            parrot.answer(
                    new RunnerCommand.AnswerPermission(
                            request.requestId(), "allow_once", null, null));
            assertThat(parrot.awaitEnd("q2").outcome()).isEqualTo(QueryOutcome.COMPLETED);
            assertThat(parrot.query("q3", "cough").cause().message()).isEqualTo("out of seeds");
            parrot.kill();

            parrot.with("good morning").start();
            parrot.query("q4", "again");
            assertThat(parrot.events(StreamEvent.BlockComplete.class))
                    .filteredOn(one -> one.block() instanceof ConversationBlock.SystemNotice)
                    .hasSize(1);
            assertThat(Laws.breaches(parrot.events(), Set.of("q1", "q2", "q3", "q4"))).isEmpty();
            assertThat(parrot.problems()).isEmpty();
        }
    }
}
