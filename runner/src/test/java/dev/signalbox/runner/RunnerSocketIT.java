package dev.signalbox.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testkit.ShellAgent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

class RunnerSocketIT {
    private static final String ANSWERS =
            "while next_query; do text b-$query hello; end completed; done";

    @TempDir Path dir;

    @Test
    void aServerGetsTheEventsAfterItsOffsetAndThenLiveOnes() throws Exception {
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS)).start()) {
            var first = runner.attach(0, 1);
            var hello = first.reply("hello");
            assertThat(hello.path("protocol").asInt()).isEqualTo(1);
            assertThat(hello.path("agent").asString()).isEqualTo("exec");
            assertThat(hello.path("pid").asLong()).isEqualTo(runner.process().pid());
            first.works("q1");
            assertThat(first.offsets)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, first.offsets.size()).boxed().toList());
            first.close();

            var second = runner.attach(2, 1);
            second.works("q2");
            assertThat(second.offsets.getFirst()).isEqualTo(3);
            assertThat(second.events.subList(0, first.events.size() - 2))
                    .isEqualTo(first.events.subList(2, first.events.size()));
        }
    }

    @Test
    void aLaterAttachDisplacesTheOlderOneAndALowerTermIsRefused() throws Exception {
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS)).start()) {
            var old = runner.attach(0, 5);
            old.reply("hello");
            var next = runner.attach(0, 5);
            next.reply("hello");
            old.reply("displaced");
            old.awaitEnd();

            var late = runner.attach(0, 4);
            assertThat(late.reply("refused").path("term").asLong()).isEqualTo(5);
            late.awaitEnd();
            assertThat(late.events).isEmpty();
            next.works("q1");

            runner.kill();
            runner.start(); // a term is remembered by the directory, not by the process
            runner.attach(0, 4).reply("refused");
            runner.attach(0, 5).works("q2");
        }
    }

    @Test
    void aRepeatedStartChangesNothingEvenAfterARestartOfTheRunner() throws Exception {
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS)).start()) {
            var server = runner.attach(0, 1);
            server.works("q1");
            server.startQuery("q1");
            server.works("q2");
            assertThat(server.ends("q1")).isEqualTo(1);
            server.send("shutdown", "graceMs", 1000);
            server.awaitEnd();
            assertThat(runner.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.process().exitValue()).isZero();
            assertThat(dir.resolve("run/socket")).doesNotExist();
            assertThat(dir.resolve("run/runner.pid")).doesNotExist();

            runner.start();
            var again = runner.attach(0, 1);
            again.startQuery("q1");
            again.works("q3");
            assertThat(again.ends("q1")).isEqualTo(1);
            assertThat(again.offsets).doesNotHaveDuplicates().isSorted();
        }
    }

    @Test
    void aSecondRunnerNamesTheFirstAndEndsWithThree() throws Exception {
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS)).start()) {
            var second = runner.launch();
            assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(3);
            assertThat(runner.log()).contains("process id " + runner.process().pid());
            runner.attach(0, 1).works("q1");
        }
    }

    @Test
    void aPingIsAnsweredWithTheMemoryOfBoth() throws Exception {
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS)).start()) {
            var server = runner.attach(0, 1);
            server.works("q1");
            server.send("ping", "id", "p1");
            var pong = server.reply("pong");
            assertThat(pong.path("id").asString()).isEqualTo("p1");
            assertThat(pong.path("agentAlive").asBoolean()).isTrue();
            assertThat(pong.path("rssBytes").asLong()).isBetween(10_000_000L, 600_000_000L);
        }
    }

    @Test
    void aLineThatIsNoCommandIsLoggedAndPassedOver() throws Exception {
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS)).start()) {
            var server = runner.attach(0, 1);
            server.sendLine("what?");
            server.sendLine("{\"type\":\"dance\"}");
            server.works("q1");
            assertThat(server.find("log", e -> e.path("message").asString().contains("dance")))
                    .isNotNull();
        }
    }

    @Test
    void aRunnerWithoutAServerEndsAndSaysSo() throws Exception {
        var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS));
        runner.config.put("orphanTimeoutMs", 300);
        try (runner) {
            runner.start();
            assertThat(runner.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.process().exitValue()).isZero();
            assertThat(Files.readString(dir.resolve("run/spool/00000001.jsonl")))
                    .contains("no server for");
            runner.config.put("orphanTimeoutMs", 86_400_000);
            runner.start().attach(0, 1).works("q1");
        }
    }

    @Test
    void sigtermEndsTheRunnerLikeAShutdown() throws Exception {
        try (var runner = new RunnerProcess(dir, ShellAgent.command(dir, ANSWERS)).start()) {
            var server = runner.attach(0, 1);
            server.works("q1");
            runner.process().destroy();
            server.event("log", e -> e.path("message").asString().contains("SIGTERM"));
            assertThat(runner.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.process().exitValue()).isZero();
            runner.start().attach(0, 1).works("q2");
        }
    }

    @Test
    void filesAreForTheirOwnerOnlyAndALongPathGetsAShortSocket() throws Exception {
        var deep = Files.createDirectories(dir.resolve("d".repeat(120)));
        try (var runner = new RunnerProcess(deep, ShellAgent.command(dir, ANSWERS)).start()) {
            runner.attach(0, 1).works("q1");
            var socket = Path.of(Files.readString(deep.resolve("run/socket")).strip());
            assertThat(socket.toString()).hasSizeLessThan(100);
            assertThat(permissions(socket)).isEqualTo("rw-------");
            assertThat(permissions(socket.getParent())).isEqualTo("rwx------");
            assertThat(permissions(deep.resolve("run/spool/00000001.jsonl")))
                    .isEqualTo("rw-------");
            assertThat(permissions(deep.resolve("logs/native.jsonl"))).isEqualTo("rw-------");
            runner.process().destroy();
            assertThat(runner.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(socket.getParent()).doesNotExist();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
