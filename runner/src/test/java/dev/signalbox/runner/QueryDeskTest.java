package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Redactor;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class QueryDeskTest {
    private static final QueryCause UNEXPLAINED =
            new QueryCause(ErrorCode.AGENT_FAILED, "The agent did not say why.");

    @TempDir Path dir;

    private Spool spool;
    private QueryBook book;
    private Transcript transcript;
    private Recorder recorder;
    private QueryDesk desk;
    private final RecordingDriver driver = new RecordingDriver();

    @BeforeEach
    void open() throws Exception {
        spool = Spool.open(Files.createDirectory(dir.resolve("spool")));
        book = QueryBook.open(dir.resolve("queries"));
        transcript = Transcript.open(dir.resolve("transcript.jsonl"));
        recorder =
                new Recorder(
                        spool,
                        new BlockLaw(),
                        new Timers(),
                        InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")),
                        new Redactor(List.of(), List.of()),
                        LogFlood.DEFAULT);
        desk = new QueryDesk(recorder, book, transcript);
    }

    @AfterEach
    void close() throws Exception {
        spool.close();
        book.close();
    }

    @Test
    void oneQueryOfTheServersIsAtWorkAtATimeInTheirOrder() throws Exception {
        assertThat(desk.take(query("q1"))).isTrue();
        assertThat(desk.take(query("q2"))).isTrue();
        desk.giveTo(driver);
        desk.giveTo(driver);
        assertThat(driver.started).containsExactly("q1");
        assertThat(desk.current()).isEqualTo("q1");
        ended("q1", QueryOutcome.COMPLETED);
        desk.giveTo(driver);
        assertThat(driver.started).containsExactly("q1", "q2");
    }

    @Test
    void aKnownQueryIsNotTakenAgainNotEvenByTheNextRunner() throws Exception {
        assertThat(desk.take(query("q1"))).isTrue();
        assertThat(desk.take(query("q1"))).isFalse();
        book.close();
        book = QueryBook.open(dir.resolve("queries"));
        assertThat(book.left()).containsExactly("q1");
        assertThat(new QueryDesk(recorder, book, transcript).take(query("q1"))).isFalse();
        book.end("q1");
        book.spooled();
        book.close();
        book = QueryBook.open(dir.resolve("queries"));
        assertThat(book.left()).isEmpty();
        assertThat(book.begin("q1")).isFalse();
    }

    @Test
    void theEndOfAQueryClosesItsBlocksAndRequestsAndComesOnce() throws Exception {
        start("q1");
        recorder.say(
                new StreamEvent.BlockStart("main", new ConversationBlock.AssistantText("b1", "")));
        recorder.say(new StreamEvent.TextDelta("main", "b1", "half"));
        desk.said(request("r1", "q1"), null, UNEXPLAINED);
        ended("q1", QueryOutcome.COMPLETED);
        ended("q1", QueryOutcome.FAILED);
        var events = events();
        assertThat(events.stream().map(StreamEvent::type))
                .containsExactly(
                        "block_start",
                        "text_delta",
                        "permission_requested",
                        "block_complete",
                        "permission_withdrawn",
                        "query_ended",
                        "log");
        assertThat(((StreamEvent.BlockComplete) events.get(3)).block())
                .isInstanceOfSatisfying(
                        ConversationBlock.AssistantText.class,
                        block -> {
                            assertThat(block.content()).isEqualTo("half");
                            assertThat(block.incomplete()).isNotNull();
                            assertThat(block.timestamp())
                                    .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
                        });
    }

    @Test
    void whatASubagentAsksOutlivesTheQueryButNotTheAgent() throws Exception {
        start("q1");
        recorder.say(
                new StreamEvent.BlockStart(
                        "sub",
                        ProtocolJson.read(
                                "{\"type\":\"tool_use\",\"id\":\"b1\",\"toolName\":\"Bash\","
                                        + "\"toolUseId\":\"u1\",\"input\":{},\"status\":\"waiting\"}",
                                ConversationBlock.class)));
        desk.said(request("r1", "q1"), null, UNEXPLAINED);
        desk.said(request("r2", "q1", "u1"), null, UNEXPLAINED);
        assertThat(desk.asked()).containsExactly("r1", "r2");

        ended("q1", QueryOutcome.COMPLETED);

        assertThat(desk.asked()).containsExactly("r2");
        recorder.closeAll();
        desk.agentEnded();
        assertThat(desk.asked()).isEmpty();
        assertThat(desk.answered("r2")).isFalse();
        assertThat(events().stream().map(StreamEvent::type))
                .containsExactly(
                        "block_start",
                        "permission_requested",
                        "permission_requested",
                        "permission_withdrawn",
                        "query_ended",
                        "block_complete",
                        "permission_withdrawn");
    }

    @Test
    void aFailureWithoutACauseGetsOne() throws Exception {
        start("q1");
        ended("q1", QueryOutcome.FAILED);
        assertThat(((StreamEvent.QueryEnded) events().getFirst()).cause()).isEqualTo(UNEXPLAINED);
    }

    @Test
    void aFailureAfterAnInterruptIsAnInterruption() throws Exception {
        start("q1");
        assertThat(desk.isToBeInterrupted("q1")).isTrue();
        desk.interrupting("q1", () -> {});
        assertThat(desk.isToBeInterrupted("q1")).isFalse();
        ended("q1", QueryOutcome.FAILED);
        assertThat(((StreamEvent.QueryEnded) events().getFirst()).outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
    }

    @Test
    void aQueryThatWaitsIsInterruptedWithoutTheAgent() throws Exception {
        assertThat(desk.take(query("q1"))).isTrue();
        assertThat(desk.isToBeInterrupted("q1")).isFalse();
        desk.giveTo(driver);
        assertThat(driver.started).isEmpty();
        assertThat(((StreamEvent.QueryEnded) events().getFirst()).outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
    }

    @Test
    void theAgentMayStartAQueryByItselfButNotOneThatWasThere() throws Exception {
        desk.said(new StreamEvent.QueryStarted("a1"), null, UNEXPLAINED);
        desk.said(new StreamEvent.QueryStarted("a1"), null, UNEXPLAINED);
        assertThat(desk.take(query("q1"))).isTrue();
        desk.giveTo(driver); // beside the agent's own
        assertThat(driver.started).containsExactly("q1");
        ended("a1", QueryOutcome.COMPLETED);
        desk.said(new StreamEvent.QueryStarted("a1"), null, UNEXPLAINED);
        assertThat(events().stream().map(StreamEvent::type))
                .containsExactly("query_started", "query_ended", "log");
    }

    /// As a client says "for ever": nothing that a session may ask for ends its runner.
    @Test
    void aLimitOfSilenceLongerThanAnyClockIsNoLimit() throws Exception {
        desk.take(query("q1"));
        assertThat(desk.silenceLeftNanos(Duration.ofMillis(Long.MAX_VALUE))).isPositive();
        assertThat(desk.silenceLeftNanos(Duration.ofDays(999_999_999))).isPositive();
        var timers = new Timers();
        var _ = timers.after(Duration.ofMillis(Long.MAX_VALUE), () -> {});
        var _ = timers.after(Duration.ZERO, () -> {});
        assertThat(timers.nanosToNext()).isNotPositive();
    }

    @Test
    void silenceIsCountedOnlyWhileTheAgentIsWaitedFor() throws Exception {
        var limit = Duration.ofNanos(1);
        assertThat(desk.silenceLeftNanos(limit)).isNull();
        start("q1");
        assertThat(desk.silenceLeftNanos(limit)).isZero();
        assertThat(desk.silenceLeftNanos(Duration.ZERO)).isNull();
        assertThat(desk.silenceLeftNanos(Duration.ofHours(1))).isPositive();
        desk.said(request("r1", "q1"), null, UNEXPLAINED);
        assertThat(desk.silenceLeftNanos(limit)).isNull();
        assertThat(desk.answered("r1")).isTrue();
        assertThat(desk.answered("r1")).isFalse();
        assertThat(desk.silenceLeftNanos(limit)).isZero();
        ended("q1", QueryOutcome.COMPLETED);
        assertThat(desk.silenceLeftNanos(limit)).isNull();
    }

    private void start(String id) {
        assertThat(desk.take(query(id))).isTrue();
        desk.giveTo(driver);
    }

    private void ended(String id, QueryOutcome outcome) {
        desk.said(new StreamEvent.QueryEnded(id, outcome, null, null), null, UNEXPLAINED);
    }

    private static RunnerCommand.StartQuery query(String id) {
        return new RunnerCommand.StartQuery(id, MessageContent.of("hello"), null);
    }

    private static StreamEvent.PermissionRequested request(String id, String queryId) {
        return request(id, queryId, null);
    }

    private static StreamEvent.PermissionRequested request(
            String id, String queryId, @Nullable String toolUseId) {
        return new StreamEvent.PermissionRequested(
                id,
                queryId,
                null,
                toolUseId,
                "Bash",
                ProtocolJson.object(),
                null,
                List.<PermissionOption>of(),
                null,
                Map.of());
    }

    private List<StreamEvent> events() throws Exception {
        assertThat(spool.flush()).isTrue();
        var events = new ArrayList<StreamEvent>();
        for (var line : Files.readAllLines(dir.resolve("spool/00000001.jsonl"))) {
            events.add(SpoolLine.read(line.getBytes(StandardCharsets.UTF_8)).event());
        }
        return events;
    }
}
