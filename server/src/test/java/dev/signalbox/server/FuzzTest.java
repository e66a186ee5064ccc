package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.signalbox.protocol.By;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Thousands of requests and frames that are wrong in every way a seed comes upon: each is answered
/// as the contract says, none is an error of the server's own, and the server works afterwards.
///
/// `-Dsignalbox.fuzz.seed=N -Dsignalbox.fuzz.requests=N` for another run, or a longer one.
@Timeout(300)
class FuzzTest {
    private static final long SEED =
            Long.getLong("signalbox.fuzz.seed", System.nanoTime() & 0xffff_ffffL);
    private static final int REQUESTS = Integer.getInteger("signalbox.fuzz.requests", 1_200);
    private static final int FRAMES = Integer.getInteger("signalbox.fuzz.frames", 1_200);

    @TempDir Path dir;

    @Test
    void noRequestAndNoFrameIsAnErrorOfTheServersOwn() throws Exception {
        System.out.println("fuzz seed=" + SEED + " requests=" + REQUESTS + " frames=" + FRAMES);
        var errors = new ListAppender<ILoggingEvent>();
        errors.start();
        var log = (Logger) LoggerFactory.getLogger("dev.signalbox");
        log.addAppender(errors);
        try (var server = new LiveServer(dir)) {
            var noise = new Noise(new Random(SEED));
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                if (i % 50 == 0) { // It may have been deleted.
                    noise.about(server.create());
                }
                request(server, noise, i, wrong);
            }
            System.out.println("answers " + answers);
            assertThat(answers.keySet()).contains(200, 400, 401, 404, 405);
            noise.about(server.create());
            frames(server, noise, wrong);
            assertThat(wrong).as("seed %d", SEED).isEmpty();
            assertThat(
                            List.copyOf(errors.list).stream()
                                    .filter(it -> it.getLevel().isGreaterOrEqual(Level.ERROR))
                                    .map(ILoggingEvent::getFormattedMessage))
                    .as("seed %d", SEED)
                    .isEmpty();
            assertWorks(server);
        } finally {
            log.detachAppender(errors);
        }
    }

    private final Map<Integer, Integer> answers = new TreeMap<>();

    private void request(LiveServer server, Noise noise, int number, List<String> wrong) {
        byte[] request = noise.request(server.port);
        try (var raw = new RawSocket(server.port)) {
            raw.write(request);
            raw.endOutput();
            String head = raw.headOrEnd();
            boolean isStream = head.contains("text/event-stream") || head.contains(" 101 ");
            int status = status(head);
            answers.merge(status, 1, Integer::sum);
            boolean isError = status >= 500 && status != 501 && status != 505;
            if (isError || (status < 0 && !noise.isTorn())) {
                wrong.add(
                        number
                                + ": "
                                + head.lines().findFirst().orElse("nothing")
                                + " to\n"
                                + new String(request, StandardCharsets.ISO_8859_1));
            } else if (status >= 400 && !isStream && !head.contains("application/problem+json")) {
                wrong.add(number + ": no problem, but " + head);
            }
        }
    }

    private static int status(String head) {
        String[] parts = head.split(" ", 3);
        return parts.length > 1 && parts[1].matches("\\d{3}") ? Integer.parseInt(parts[1]) : -1;
    }

    private static void frames(LiveServer server, Noise noise, List<String> wrong) {
        int replies = 0;
        for (int sent = 0; sent < FRAMES; ) {
            try (var raw = RawSocket.upgraded(server.port, 1 << 16)) {
                List<String> all = new ArrayList<>();
                for (int i = 0; i < 20; i++, sent++) {
                    byte[] frame = i < 19 ? noise.frame() : noise.lastFrame();
                    all.add(new String(frame, StandardCharsets.ISO_8859_1));
                    raw.write(frame);
                }
                // The server closes when it has answered what came before.
                raw.write(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xe8});
                String said = raw.textsToTheEnd();
                replies += said.split("\"reply\"", -1).length - 1;
                if (said.contains("\"INTERNAL\"") || said.contains("close 1011")) {
                    wrong.add(said + " to\n" + String.join("\n", all));
                }
            } catch (java.io.UncheckedIOException e) {
                // The server had closed already, and the rest of the frames met a closed socket.
                sent += 1;
            }
        }
        System.out.println("replies " + replies);
        assertThat(replies).as("frames are answered").isGreaterThan(FRAMES / 4);
    }

    private static void assertWorks(LiveServer server) throws IOException {
        var message = "{\"content\":\"hello\"}";
        String id = server.create();
        try (var raw = new RawSocket(server.port)) {
            raw.write(
                    "POST /api/v1/sessions/"
                            + id
                            + "/messages HTTP/1.1\r\nHost: 127.0.0.1:"
                            + server.port
                            + "\r\nAuthorization: Bearer "
                            + TestServer.TOKEN
                            + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + message.length()
                            + "\r\n\r\n"
                            + message);
            assertThat(raw.head()).contains(" 202 ");
        }
        try (var raw = RawSocket.upgraded(server.port, 1 << 16)) {
            raw.join(id, 0);
            assertThat(raw.text()).contains("session:created");
        }
        assertThat(server.host.session(id).createdBy()).isEqualTo(By.principal("anna"));
    }
}
