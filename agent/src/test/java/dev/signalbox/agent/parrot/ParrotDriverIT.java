package dev.signalbox.agent.parrot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.LoopRunner;
import dev.signalbox.agent.Specs;
import dev.signalbox.agent.conformance.Laws;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.AssistantText;
import dev.signalbox.protocol.ConversationBlock.SystemNotice;
import dev.signalbox.protocol.ConversationBlock.ToolResult;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The parrot itself.
class ParrotDriverIT {
    private static final Path PROGRAM = Path.of("src/test/resources/parrot/parrot.sh");

    @TempDir Path folder;

    private LoopRunner parrot;
    private final Set<String> queries = new HashSet<>();

    @BeforeEach
    void start() throws Exception {
        parrot =
                new LoopRunner(
                        new ParrotAdapter(),
                        folder,
                        PROGRAM.toAbsolutePath(),
                        Specs.options("{}"),
                        Map.of("PATH", System.getenv("PATH")));
        parrot.start();
    }

    @AfterEach
    void everyLawWasKept() {
        parrot.close();
        assertThat(Laws.breaches(parrot.events(), queries)).isEmpty();
        assertThat(parrot.problems()).isEmpty();
    }

    private void ask(String query, String prompt) {
        queries.add(query);
        parrot.start(query, prompt);
    }

    private QueryOutcome asked(String query, String prompt) {
        ask(query, prompt);
        return parrot.awaitEnd(query).outcome();
    }

    private <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return parrot.events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private String lastText() {
        return completed(AssistantText.class).getLast().content();
    }

    private void answer(String option) {
        var request = parrot.await(StreamEvent.PermissionRequested.class, _ -> true, "a request");
        parrot.answer(new RunnerCommand.AnswerPermission(request.requestId(), option, null, null));
    }

    @Test
    void aMessageIsRepeatedWordByWord() {
        assertThat(asked("q1", "good morning")).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(parrot.events(StreamEvent.TextDelta.class)).hasSize(2);
        assertThat(lastText()).isEqualTo("good morning ");
        var usage = parrot.events(StreamEvent.MetadataUpdate.class).getLast().metadata().usage();
        assertThat(usage.outputTokens()).isEqualTo(2);
    }

    @Test
    void itFliesWhenItIsAllowed() {
        ask("q1", "fly");
        answer("allow_once");
        assertThat(parrot.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(completed(ToolResult.class).getLast().isError()).isFalse();
    }

    @Test
    void itStaysWhenItIsNotAllowed() {
        ask("q1", "fly");
        answer("reject_once");
        assertThat(parrot.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(completed(ToolResult.class).getLast().isError()).isTrue();
    }

    @Test
    void itStopsSingingAndHearsTheNextMessage() {
        ask("q1", "sing");
        parrot.await(StreamEvent.TextDelta.class, _ -> true, "a song");
        parrot.interrupt("q1");
        assertThat(parrot.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(asked("q2", "hello")).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(lastText()).isEqualTo("hello ");
    }

    @Test
    void anInterruptWhileItAsksWithdrawsTheRequest() {
        ask("q1", "fly");
        parrot.await(StreamEvent.PermissionRequested.class, _ -> true, "a request");
        parrot.interrupt("q1");
        assertThat(parrot.awaitEnd("q1").outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(parrot.events(StreamEvent.PermissionWithdrawn.class)).hasSize(1);
        assertThat(asked("q2", "hello")).isEqualTo(QueryOutcome.COMPLETED);
    }

    @Test
    void itsFailureIsTheCause() {
        ask("q1", "cough");
        var ended = parrot.awaitEnd("q1");
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().message()).isEqualTo("out of seeds");
    }

    @Test
    void theNextParrotRemembersWhatAKilledOneHeard() throws Exception {
        asked("q1", "good morning");
        parrot.kill();
        parrot.with("user: good morning").start();
        assertThat(asked("q2", "again")).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(lastText()).isEqualTo("good morning ");
        assertThat(completed(SystemNotice.class)).isEmpty();
    }

    @Test
    void aParrotWhoseNestIsGoneIsToldAgain() throws Exception {
        asked("q1", "good morning");
        parrot.kill();
        Files.delete(
                folder.resolve("home/.parrot").resolve(parrot.remembered().get("parrot.nest")));
        parrot.with("user: good morning").start();
        assertThat(asked("q2", "well?")).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(lastText()).contains("good morning").endsWith("well? ");
        assertThat(completed(SystemNotice.class)).hasSize(1);
    }
}
