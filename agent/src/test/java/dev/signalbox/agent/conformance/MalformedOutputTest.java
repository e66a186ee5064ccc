package dev.signalbox.agent.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.FakePort;
import dev.signalbox.agent.NativeConverter;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.Malformation;
import dev.signalbox.testkit.MalformedLines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Every translator, given its own agent's recorded output with lines spoiled.
class MalformedOutputTest {
    private static final int LINES = Integer.getInteger("malformed.lines", 20_000);

    /// Malformations that leave nothing that an agent could have meant.
    private static final Set<Malformation> NOISE =
            EnumSet.of(
                    Malformation.BROKEN_UTF8,
                    Malformation.DEEP_NESTING,
                    Malformation.NO_OBJECT,
                    Malformation.TRAILING_GARBAGE);

    private final long seed = MalformedLines.newSeed();

    /// A conversation of which some lines are spoiled, and others stand between them.
    @Test
    void noTranslatorFailsAndEveryQueryThatBeginsEndsOnce() throws IOException {
        System.out.println("MalformedOutputTest seed=" + seed);
        var recordings = RecordingConformanceTest.recordings();
        int each = Math.max(1, LINES / recordings.size());
        for (var recording : recordings) {
            var good = bytes(recording.lines());
            var spoiled = new MalformedLines(seed, good);
            for (int left = each; left > 0; left -= good.size()) {
                var converter = recording.agent().converter();
                var given = new ArrayList<String>();
                var events = new ArrayList<StreamEvent>();
                for (byte[] line : good) {
                    events.addAll(give(converter, line, given));
                    events.addAll(give(converter, spoiled.next().bytes(), given));
                }
                events.addAll(converter.end());
                assertSound(events, recording + ", seed " + seed);
            }
        }
    }

    /// A conversation of which a third of the lines came spoiled instead of whole.
    @Test
    void linesThatAreLostToThemselvesCostNoQueryItsEnd() throws IOException {
        System.out.println("MalformedOutputTest seed=" + seed);
        for (var recording : RecordingConformanceTest.recordings()) {
            var good = bytes(recording.lines());
            var spoiled = new MalformedLines(seed + 1, good);
            var converter = recording.agent().converter();
            var given = new ArrayList<String>();
            var events = new ArrayList<StreamEvent>();
            for (int i = 0; i < good.size(); i++) {
                boolean isSpoiled = (i * 31L + seed) % 3 == 0;
                byte[] line = isSpoiled ? spoiled.next().bytes() : good.get(i);
                events.addAll(give(converter, line, given));
            }
            events.addAll(converter.end());
            assertSound(events, recording + ", seed " + seed);
        }
    }

    /// What is no message at all changes nothing of what the messages mean.
    @Test
    void noiseBetweenTheLinesChangesNothingButTheLog() throws IOException {
        System.out.println("MalformedOutputTest seed=" + seed);
        for (var recording : RecordingConformanceTest.recordings()) {
            var good = bytes(recording.lines());
            var spoiled = new MalformedLines(seed + 2, good);
            var noise = List.copyOf(NOISE);
            var clean = recording.agent().converter();
            var noisy = recording.agent().converter();
            var expected = new ArrayList<StreamEvent>();
            var events = new ArrayList<StreamEvent>();
            for (int i = 0; i < good.size(); i++) {
                expected.addAll(clean.line(good.get(i)));
                byte[] line = spoiled.next(noise.get(i % noise.size())).bytes();
                if (isNoMessage(line)) {
                    events.addAll(give(noisy, line, new ArrayList<>()));
                }
                events.addAll(noisy.line(good.get(i)));
            }
            expected.addAll(clean.end());
            events.addAll(noisy.end());
            assertThat(meant(events)).as("%s, seed %d", recording, seed).isEqualTo(meant(expected));
        }
    }

    /// The whole driver: what it waits for comes spoiled or not at all, while it is used.
    @Test
    void noDriverFailsWhateverItsAgentAnswers(@TempDir Path dir) throws IOException {
        System.out.println("MalformedOutputTest seed=" + seed);
        var random = new SplittableRandom(seed);
        for (var recording : RecordingConformanceTest.recordings()) {
            if (recording.folder().equals("opencode")) {
                continue; // Its driver reads from a server: see OpenCodeFaultIT.
            }
            var good = bytes(recording.lines());
            var spoiled = new MalformedLines(seed + 3, good);
            var port = new FakePort();
            var driver = recording.agent().open(Specs.in(dir, "{'command':['x']}"), port);
            var given = new ArrayList<String>();
            driver.started();
            for (int i = 0; i < good.size(); i++) {
                use(driver, port, i, random);
                give(driver, good.get(i), given);
                give(driver, spoiled.next().bytes(), given);
            }
            port.pass(Duration.ofMinutes(1));
            driver.closing();
            driver.ended(null);
        }
    }

    private static void use(AgentDriver driver, FakePort port, int step, SplittableRandom random) {
        if (port.isReady && step % 7 == 0) {
            driver.startQuery("q" + step, MessageContent.of("go"), Map.of());
        }
        if (random.nextInt(20) == 0) {
            driver.interrupt("q" + (step - step % 7));
        }
        var asked = port.events(StreamEvent.PermissionRequested.class);
        if (!asked.isEmpty() && random.nextBoolean()) {
            driver.answerPermission(
                    new RunnerCommand.AnswerPermission(
                            asked.getLast().requestId(), RunnerCommand.REJECT, null, null));
        }
        if (random.nextInt(10) == 0) {
            port.pass(Duration.ofSeconds(1));
        }
    }

    private static void give(AgentDriver driver, byte[] line, List<String> given) {
        given.add(new String(line, 0, Math.min(line.length, 400), StandardCharsets.UTF_8));
        try {
            driver.line(line);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            var last = given.subList(Math.max(0, given.size() - 3), given.size());
            throw new AssertionError("failed at the last of " + String.join("\n", last), e);
        }
    }

    private static boolean isNoMessage(byte[] line) {
        try {
            return ProtocolJson.readObject(line).isEmpty();
        } catch (ProtocolException _) {
            return true;
        }
    }

    private static List<StreamEvent> meant(List<StreamEvent> events) {
        return events.stream().filter(event -> !(event instanceof StreamEvent.Log)).toList();
    }

    private static List<StreamEvent> give(
            NativeConverter converter, byte[] line, List<String> given) {
        given.add(new String(line, 0, Math.min(line.length, 400), StandardCharsets.UTF_8));
        try {
            return converter.line(line);
        } catch (RuntimeException | StackOverflowError e) {
            var last = given.subList(Math.max(0, given.size() - 3), given.size());
            throw new AssertionError("failed at the last of " + String.join("\n", last), e);
        }
    }

    private void assertSound(List<StreamEvent> events, String what) {
        assertThat(breaches(events)).as(what).isEmpty();
        for (var event : events) {
            assertThat(isReadable(event)).as("%s: %s", what, event).isTrue();
        }
    }

    private static boolean isReadable(StreamEvent event) {
        try {
            ProtocolJson.read(ProtocolJson.writeBytes(event), StreamEvent.class);
            return true;
        } catch (ProtocolException _) {
            return false;
        }
    }

    /// The laws that hold whatever the agent says: of blocks, and of the ends of queries.
    private static List<String> breaches(List<StreamEvent> events) {
        var breaches = new ArrayList<String>();
        var law = new BlockLaw();
        Map<String, Integer> ends = new HashMap<>();
        var begun = new HashSet<String>();
        for (var event : events) {
            switch (event) {
                case StreamEvent.Conversation conversation -> {
                    try {
                        law.apply(conversation);
                    } catch (ProtocolException e) {
                        breaches.add(String.valueOf(e.getMessage()));
                    }
                }
                case StreamEvent.QueryStarted started -> begun.add(started.queryId());
                case StreamEvent.QueryEnded ended -> ends.merge(ended.queryId(), 1, Integer::sum);
                default -> {}
            }
        }
        if (law.openCount() > 0) {
            breaches.add(law.openCount() + " blocks are open at the end");
        }
        for (var query : begun) {
            if (ends.getOrDefault(query, 0) != 1) {
                breaches.add("query " + query + " ended " + ends.get(query) + " times");
            }
        }
        ends.keySet().stream()
                .filter(query -> !begun.contains(query))
                .forEach(query -> breaches.add("query " + query + " ends and never began"));
        return breaches;
    }

    private static List<byte[]> bytes(List<String> lines) {
        return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
