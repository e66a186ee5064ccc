package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.client.EventsQuery;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ToolStatus;
import dev.signalbox.state.SessionState;
import dev.signalbox.testkit.Kill;
import dev.signalbox.testkit.Kill.Phase;
import dev.signalbox.testkit.Kill.Victim;
import dev.signalbox.testkit.Processes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Lays what a session shows beside what really was. One owner.
final class Evidence {
    private final String id;
    private final SessionLog log;
    private final Tally tally;
    private final Path sessionDir;

    Evidence(String id, SessionLog log, Tally tally, Path sessionDir) {
        this.id = id;
        this.log = log;
        this.tally = tally;
        this.sessionDir = sessionDir;
    }

    // ---- processes

    /// The runner that the session's folder names; 0 when it names none.
    long runnerPid() throws IOException {
        var file = sessionDir.resolve("run/runner.pid");
        return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    }

    /// Whether a process of the session is its runner, or its agent: it runs Java, and its command
    /// line says which.
    /// A child that has not begun its own program yet has its parent's command line, and is none.
    boolean isA(Victim victim, long pid) {
        return hasCommandOf(victim, pid)
                && ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .filter(parent -> hasCommandOf(victim, parent.pid()))
                        .isEmpty();
    }

    private static boolean hasCommandOf(Victim victim, long pid) {
        try {
            var command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            return switch (victim) {
                case RUNNER -> command.contains("--session-dir") && !command.contains("ChaosAgent");
                case AGENT -> command.contains(ChaosAgent.class.getName());
                case SERVER, TOOL -> false;
            };
        } catch (IOException e) {
            return false; // It is gone.
        }
    }

    /// Whether there is a runner if the session says that its environment is well.
    boolean isHealthTrue(SessionRuntimeState state) {
        try {
            return state.executionEnvironment() == null
                    || state.executionEnvironment().status() != EnvironmentStatus.READY
                    || Processes.isAlive(runnerPid());
        } catch (IOException e) {
            return false; // Just being written or removed: look again.
        }
    }

    // ---- one query

    /// Compares what came of a query with what the agent was to say and has said.
    ///
    /// @param kill what happened to it; null: nothing
    void check(
            @Nullable Kill kill,
            String query,
            Order order,
            AgentNotes notes,
            @Nullable QueryOutcome outcome,
            int place,
            String where)
            throws IOException {
        var events = log.from(place);
        var came =
                events.stream()
                        .map(event -> Marks.of(query, event))
                        .filter(Objects::nonNull)
                        .toList();
        var script = Script.marks(query, order);
        long least =
                outcome == QueryOutcome.COMPLETED
                        ? script.size()
                        : least(kill, query, notes, script);
        var difference = Marks.compare(script, came, least);
        tally.produced(notes.saidSoFar());
        say(Tally.Fault.LOST, difference.lost(), where);
        say(Tally.Fault.DOUBLED, difference.doubled(), where);
        say(Tally.Fault.REORDERED, difference.reordered(), where);
        if (kill != null && kill.victim() == Victim.TOOL && kill.means() != Kill.Means.FREEZE) {
            checkTool(kill, query, events, where);
        }
    }

    private void say(Tally.Fault fault, List<String> marks, String where) {
        if (!marks.isEmpty()) {
            tally.fault(fault, marks.size(), where + ": " + marks);
        }
    }

    /// How many events at least survived their cause: all that the agent said if its runner lived;
    /// what was in the spool if not; nothing for sure once the environment was told to end.
    private long least(@Nullable Kill kill, String query, AgentNotes notes, List<String> script)
            throws IOException {
        if (kill == null || kill.phase() == Phase.IN_SHUTDOWN) {
            return 0;
        }
        if (kill.victim() != Victim.RUNNER) {
            return notes.saidSoFar();
        }
        long furthest = 0;
        for (var mark : spooled(query)) {
            furthest = Math.max(furthest, script.indexOf(mark) + 1L);
        }
        return furthest;
    }

    private List<String> spooled(String query) throws IOException {
        var marks = new ArrayList<String>();
        try (var segments = Files.newDirectoryStream(sessionDir.resolve("run/spool"), "*.jsonl")) {
            for (var segment : segments) {
                try (var in = Files.newInputStream(segment)) {
                    var lines = new LineReader(in, 1 << 20);
                    while (lines.next() instanceof LineReader.Line.Whole line) {
                        addMark(marks, query, line.bytes());
                    }
                }
            }
        }
        return marks;
    }

    private static void addMark(List<String> marks, String query, byte[] line) {
        try {
            @Nullable String mark = Marks.of(query, SpoolLine.read(line));
            if (mark != null) {
                marks.add(mark);
            }
        } catch (ProtocolException e) {
            System.err.println("chaos: a line of a spool is no event: " + e.getMessage());
        }
    }

    private void checkTool(Kill kill, String query, List<Envelope> events, String where) {
        var wanted = kill.means() == Kill.Means.EXIT_0 ? ToolStatus.SUCCESS : ToolStatus.ERROR;
        boolean isSaid =
                events.stream()
                        .map(Envelope::event)
                        .anyMatch(event ->
                                event
                                                instanceof
                                                SessionEvent.Conversation(
                                                        StreamEvent.BlockComplete complete)
                                        && complete.blockId().equals(Script.id("tool", query))
                                        && complete.block() instanceof ConversationBlock.ToolUse use
                                        && use.status() == wanted);
        if (!isSaid) {
            tally.fault(Tally.Fault.STATE, 1, where + ": the tool is not said to be " + wanted);
        }
    }

    // ---- the whole session

    /// Compares what the subscriber was sent with what is journaled, and both with what the server
    /// makes of it.
    void checkAll(SignalboxClient client) {
        var stored = stored(client);
        var sent = log.events();
        long seq = 0;
        for (var event : sent) {
            if (event.seq() <= seq) {
                tally.fault(
                        Tally.Fault.DOUBLED, 1, "session " + id + " sent again seq " + event.seq());
            } else if (event.seq() != seq + 1) {
                tally.fault(
                        Tally.Fault.LOST,
                        event.seq() - seq - 1,
                        "session " + id + " not sent before seq " + event.seq());
            }
            seq = Math.max(seq, event.seq());
        }
        int common = Math.min(stored.size(), sent.size());
        if (!stored.subList(0, common).equals(sent.subList(0, common))) {
            tally.fault(
                    Tally.Fault.FOLD,
                    1,
                    "session " + id + ": what was sent is not what is journaled");
        }
        checkEnds(stored);
        checkFold(client, stored);
    }

    private List<Envelope> stored(SignalboxClient client) {
        var stored = new ArrayList<Envelope>();
        @Nullable Object next = 0L;
        while (next instanceof Number after) {
            var page =
                    client.events(id, new EventsQuery(after.longValue(), 1000, null, null, null));
            stored.addAll(page.items());
            next = page.next();
        }
        return stored;
    }

    private void checkEnds(List<Envelope> stored) {
        Map<String, Integer> ends = new HashMap<>();
        for (var envelope : stored) {
            switch (envelope.event()) {
                case SessionEvent.QueryStarted started -> ends.putIfAbsent(started.queryId(), 0);
                case SessionEvent.QueryEnded ended -> ends.merge(ended.queryId(), 1, Integer::sum);
                default -> {}
            }
        }
        ends.forEach((query, count) -> {
            if (count != 1) {
                tally.fault(
                        Tally.Fault.ENDS,
                        1,
                        "session " + id + ", query " + query + " ended " + count + " times");
            }
        });
    }

    private void checkFold(SignalboxClient client, List<Envelope> stored) {
        var snapshot = client.snapshot(id);
        var upTo = stored.stream().filter(event -> event.seq() <= snapshot.asOfSeq()).toList();
        var folded = SessionState.EMPTY.onAll(upTo).snapshot(id, snapshot.epoch(), true);
        boolean isSame =
                ProtocolJson.write(folded.conversations())
                        .equals(ProtocolJson.write(snapshot.conversations()));
        if (!isSame) {
            tally.fault(
                    Tally.Fault.FOLD,
                    1,
                    "session " + id + ": its events do not add up to its snapshot");
        }
        snapshot.conversations()
                .forEach((name, conversation) ->
                        conversation.blocks().stream()
                                .filter(Evidence::isUnfinished)
                                .forEach(block ->
                                        tally.fault(
                                                Tally.Fault.STATE,
                                                1,
                                                "session "
                                                        + id
                                                        + ", "
                                                        + name
                                                        + ": block "
                                                        + block.id()
                                                        + " was left open")));
    }

    private static boolean isUnfinished(ConversationBlock block) {
        return block instanceof ConversationBlock.ToolUse use
                && use.incomplete() == null
                && (use.status() == ToolStatus.RUNNING || use.status() == ToolStatus.WAITING);
    }
}
