package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerReply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class SmallPartsTest {
    @TempDir Path dir;

    @Test
    void aTextTailKeepsTheLastLinesWithinItsBytes() {
        var tail = new TextTail(20);
        assertThat(tail.text()).isEmpty();
        for (int i = 0; i < 100; i++) {
            tail.add("line " + i);
        }
        assertThat(tail.text()).isEqualTo("line 98\nline 99");
        tail.add("é".repeat(50));
        assertThat(tail.text()).isEqualTo("é".repeat(10));
    }

    @Test
    void exitStatusesAreSignalsOnlyWhereTheyCanBe() {
        assertThat(Exits.of(137, false).signal()).isEqualTo("SIGKILL");
        assertThat(Exits.of(139, false).signal()).isEqualTo("SIGSEGV");
        assertThat(Exits.of(134, true).outOfMemory()).isTrue();
        assertThat(Exits.of(145, false).code()).isEqualTo(145); // an HTTP status modulo 256
        assertThat(Exits.of(3, false).code()).isEqualTo(3);
        assertThat(Exits.describe(Exits.of(137, true)))
                .isEqualTo("was ended by SIGKILL, out of memory");
    }

    @Test
    void theAgentGetsWhatItsPatternsAndTheSessionName() {
        var environment =
                AgentEnvironment.of(
                        "s1",
                        new SessionFiles(Path.of("/d")),
                        Map.of(
                                "PATH",
                                "/p",
                                "TZ",
                                "UTC",
                                "ANTHROPIC_API_KEY",
                                "k",
                                "ANTHROPICA",
                                "x",
                                "HTTP_PROXY",
                                "h",
                                "AWS_SECRET",
                                "no",
                                "MINE",
                                "m",
                                "HOME",
                                "/root"),
                        List.of("ANTHROPIC_*", "HTTP_PROXY"),
                        List.of("MINE", "ABSENT"));
        assertThat(environment)
                .containsEntry("PATH", "/p")
                .containsEntry("LANG", "C.UTF-8")
                .containsEntry("TZ", "UTC")
                .containsEntry("HOME", "/d/home")
                .containsEntry("TMPDIR", "/d/tmp")
                .containsEntry("SIGNALBOX_SESSION", "s1")
                .containsEntry("ANTHROPIC_API_KEY", "k")
                .containsEntry("HTTP_PROXY", "h")
                .containsEntry("MINE", "m")
                .doesNotContainKeys("AWS_SECRET", "ANTHROPICA", "ABSENT");
    }

    @Test
    void theNativeLogKeepsTwoFilesAtMost() throws Exception {
        var file = dir.resolve("native.jsonl");
        try (var log = new NativeLog(file, 100)) {
            for (int i = 0; i < 50; i++) {
                log.add(("line " + i).getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(Files.size(dir.resolve("native.jsonl.1"))).isLessThan(120);
        var all = Files.readString(dir.resolve("native.jsonl.1")) + Files.readString(file);
        assertThat(all).endsWith("line 49\n");
        try (var files = Files.list(dir)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void factsAreRememberedByTheNextRunner() throws Exception {
        var file = dir.resolve("remembered.json");
        RememberedFacts.open(file).put("session", "abc");
        assertThat(RememberedFacts.open(file).all()).isEqualTo(Map.of("session", "abc"));
        Files.writeString(file, "{torn");
        var again = RememberedFacts.open(file);
        assertThat(again.all()).isEmpty();
        again.put("session", "def"); // and it works again
        assertThat(RememberedFacts.open(file).all()).isEqualTo(Map.of("session", "def"));
    }

    @Test
    void anInboxHoldsTheAgentBackAndGivesCommandsFirst() throws Exception {
        var inbox = new Inbox(1000);
        var line = new Message.Line(null, new byte[900]);
        assertThat(inbox.post(line)).isTrue();
        assertThat(inbox.post(line)).isTrue(); // over the bound by one
        var third = Thread.ofVirtual().start(() -> post(inbox, line));
        assertThat(third.join(Duration.ofMillis(50))).isFalse();
        assertThat(inbox.post(new Message.Attached())).isTrue();

        assertThat(inbox.take(false, 0)).containsExactly(new Message.Attached());
        assertThat(inbox.take(false, 0)).isEmpty();
        assertThat(inbox.take(true, 0)).hasSize(2);
        assertThat(third.join(Duration.ofSeconds(5))).isTrue();
        assertThat(inbox.take(true, 0)).hasSize(1);
        inbox.close();
        assertThat(inbox.post(line)).isFalse();
    }

    @Test
    void aHandshakeIsReadWithoutBinding() throws ProtocolException {
        var attach =
                Handshake.attach(bytes("{\"term\":3,\"x\":{},\"type\":\"attach\",\"after\":7}"));
        assertThat(attach.after()).isEqualTo(7);
        assertThat(attach.term()).isEqualTo(3);
        assertThat(Handshake.attach(bytes("{\"type\":\"ping\",\"id\":\"p\"}"))).isNull();
        assertThat(Handshake.attach(bytes("{\"type\":\"attach\",\"after\":7}"))).isNull();
        assertThat(Handshake.attach(bytes("[]"))).isNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void post(Inbox inbox, Message message) {
        try {
            assertThat(inbox.post(message)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aHelloSaysAllThatItHolds() throws Exception {
        for (var hello :
                List.of(
                        new RunnerReply.Hello(
                                1, "0.1", "demo", "2.0", 7L, 8L, 9L, "q1", List.of("r1", "r2")),
                        new RunnerReply.Hello(1, "0.1", "demo", null, 7L, null, 9L, null, null))) {
            assertThat(ProtocolJson.read(Handshake.hello(hello), RunnerReply.class))
                    .isEqualTo(hello);
        }
    }
}
