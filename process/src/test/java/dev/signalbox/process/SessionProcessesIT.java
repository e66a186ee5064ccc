package dev.signalbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.testkit.DaemonSwarm;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Which processes are a session's, by what they say of themselves.
class SessionProcessesIT {
    /// More are a matter of patience only.
    private static final int STORMS = Integer.getInteger("containment.storms", 5);

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir Path dir;
    private final String id = UUID.randomUUID().toString();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    /// A process with the marker of the session and the home of a session directory.
    private Process start(Path sessionDir) throws IOException {
        Files.createDirectories(sessionDir.resolve("home"));
        var builder = new ProcessBuilder("sleep", "671");
        builder.environment().clear();
        builder.environment().put(SessionProcesses.MARKER, id);
        builder.environment().put("HOME", sessionDir.resolve("home").toString());
        var process = builder.start();
        started.add(process);
        return process;
    }

    private SessionProcesses of(Path sessionDir) {
        return new SessionProcesses(id, null, 0, sessionDir);
    }

    @Test
    void thoseOfACopyOfTheDataAreLeftAlone() throws Exception {
        var ours = start(dir.resolve("data/sessions").resolve(id));
        var theirs = start(dir.resolve("copy/sessions").resolve(id));
        await().atMost(SOON)
                .until(() ->
                        SessionProcesses.sessionsBelow(dir.resolve("copy/sessions")).contains(id));

        assertThat(of(dir.resolve("data/sessions").resolve(id)).kill(SOON).left()).isEmpty();

        assertThat(ours.waitFor()).isEqualTo(137);
        assertThat(theirs.isAlive()).isTrue();
        assertThat(SessionProcesses.sessionsBelow(dir.resolve("data/sessions"))).isEmpty();
        assertThat(of(dir.resolve("copy/sessions").resolve(id)).kill(SOON).count()).isEqualTo(1);
    }

    @Test
    void aStormIsEndedByItsMarkersToo() throws Exception {
        var swarm = new DaemonSwarm(dir.resolve("swarm"));
        var folder = dir.resolve("data/sessions").resolve(id);
        for (int i = 0; i < STORMS; i++) {
            swarm.forget();
            var storm = new ProcessBuilder("sh", "-c", swarm.storm(8, false));
            storm.environment().put(SessionProcesses.MARKER, id);
            assertThat(storm.start().waitFor()).isZero();

            assertThat(of(folder).kill(SOON).left()).isEmpty();

            assertThat(swarm.alive()).as("storm %d", i).isEmpty();
        }
    }

    @Test
    void aFolderWithTwoNamesIsOneFolder() throws Exception {
        var real = Files.createDirectories(dir.resolve("data"));
        var name = Files.createSymbolicLink(dir.resolve("name"), real);
        var process = start(name.resolve("sessions").resolve(id));

        assertThat(of(real.resolve("sessions").resolve(id)).kill(SOON).left()).isEmpty();

        assertThat(process.waitFor()).isEqualTo(137);
    }

    @Test
    void whatIsLeftOfAFolderThatIsGoneIsOurs() throws Exception {
        var folder = dir.resolve("data/sessions").resolve(id);
        var process = start(folder);
        Files.delete(folder.resolve("home"));

        assertThat(of(folder).kill(SOON).left()).isEmpty();

        assertThat(process.waitFor()).isEqualTo(137);
    }
}
