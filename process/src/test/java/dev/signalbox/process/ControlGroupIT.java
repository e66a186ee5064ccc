package dev.signalbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.testkit.Processes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Real groups of every hierarchy that can end what is in it: version 2, `freezer`, `pids`.
class ControlGroupIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir Path dir;
    private ControlGroup group;

    /// CI has all of them; elsewhere a test is left out where there is none that can be written.
    private void open(String controller) throws Exception {
        var place =
                ControlGroups.own().stream()
                        .filter(one -> one.controller().equals(controller))
                        .filter(one -> Files.isWritable(one.group().dir()))
                        .findFirst();
        if (place.isEmpty()) {
            var missing = "no control groups here that this user may make: '" + controller + "'";
            System.err.println("SKIPPED: " + missing);
            assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
            assumeTrue(false, missing);
        }
        group =
                place.orElseThrow()
                        .group()
                        .child("signalbox-it-" + ProcessHandle.current().pid())
                        .create();
    }

    @AfterEach
    void remove() {
        if (group != null) {
            assertThat(group.kill(SOON)).isEmpty();
            assertThat(group.remove(SOON)).isTrue();
        }
    }

    private Process start(String script, ControlGroup in) throws Exception {
        var command = Detach.command(List.of("sh", "-c", script), Map.of(), in);
        return new ProcessBuilder(command).inheritIO().start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "freezer", "pids"})
    void whatIsStartedInAGroupIsKilledWithItAndTheGroupIsOfUseAgain(String controller)
            throws Exception {
        open(controller);
        var inner = group.child("inner").create();
        var first = start("env -i setsid sleep 681 & wait", inner);
        await().atMost(SOON).until(() -> inner.processes().size() == 2);
        assertThat(group.processes()).contains(first.pid());
        var pids = group.processes();

        assertThat(inner.kill(SOON)).isEmpty();

        assertThat(pids).noneMatch(Processes::isAlive);
        var again = start("sleep 0.1; sleep 682", inner);
        await().atMost(SOON).until(() -> inner.processes().size() == 2);
        assertThat(group.kill(SOON)).isEmpty();
        assertThat(again.waitFor()).isEqualTo(137);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "freezer", "pids"})
    void whatForksWhileItIsKilledIsKilledToo(String controller) throws Exception {
        open(controller);
        var script = dir.resolve("storm.sh");
        Files.writeString(script, "setsid sh \"$0\" &\nsetsid sh \"$0.one\" &\n");
        Files.writeString(dir.resolve("storm.sh.one"), "setsid sh \"$0\" &\n");
        var storm =
                start("for i in 1 2 3 4 5 6; do sh '%s.one' & done; wait".formatted(script), group);
        await().atMost(SOON).until(() -> !storm.isAlive() && !group.processes().isEmpty());

        assertThat(group.kill(SOON)).isEmpty();

        assertThat(Processes.withWord(script + ".one")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {""})
    void aCommandThatCannotEnterIsNotRun(String controller) throws Exception {
        open(controller);
        var ran = dir.resolve("ran");
        var process = start("touch '" + ran + "'", group.child("absent"));
        assertThat(process.waitFor()).isEqualTo(125);
        assertThat(ran).doesNotExist();
    }
}
