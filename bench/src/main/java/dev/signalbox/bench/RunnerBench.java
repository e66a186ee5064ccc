package dev.signalbox.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long a runner takes from its spawn to its hello, and how much memory it holds: after the
/// hello, and after a query.
final class RunnerBench {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path home;
    private final Figures hello = new Figures("spawn to hello", "ms");
    private final Figures ready = new Figures("spawn to 'ready'", "ms");
    private final Figures idle = new Figures("resident after hello", "MB");
    private final Figures used = new Figures("resident after a query", "MB");

    RunnerBench(Path home) {
        this.home = home;
    }

    void run(int rounds) throws IOException, InterruptedException {
        for (int i = 0; i < rounds + 1; i++) {
            try (var scratch = Scratch.make()) {
                round(scratch.dir(), i > 0); // The first warms the machine and is not counted.
            }
        }
        for (var figures : new Figures[] {hello, ready, idle, used}) {
            figures.print();
        }
    }

    private void round(Path dir, boolean counts) throws IOException, InterruptedException {
        Files.createDirectories(dir.resolve("workspace"));
        Files.writeString(
                dir.resolve("runner.json"),
                """
                {"protocol":1,"sessionId":"bench","agent":"demo","workspace":"%s",\
                "options":{"chunks":40,"delayMs":1},"env":[],"interruptGraceMs":2000,\
                "maxTurnSilenceMs":60000,"orphanTimeoutMs":60000,"terminateGraceMs":1000}
                """
                        .formatted(dir.resolve("workspace")));
        long start = System.nanoTime();
        var process =
                new ProcessBuilder(
                                home.resolve("bin/signalbox-runner").toString(),
                                "--session-dir",
                                dir.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("out.log").toFile())
                        .start();
        try (var channel = connect(dir, process)) {
            converse(channel, process.pid(), start, counts);
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the runner did not end after 'shutdown'");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private void converse(SocketChannel channel, long pid, long start, boolean counts)
            throws IOException {
        var lines =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(channel), StandardCharsets.UTF_8));
        var out = Channels.newOutputStream(channel);
        send(out, "{\"type\":\"attach\",\"after\":0,\"term\":1}");
        await(lines, "\"hello\"");
        record(hello, millisSince(start), counts);
        await(lines, "\"ready\"");
        record(ready, millisSince(start), counts);
        record(idle, residentMegabytes(pid), counts);
        send(out, "{\"type\":\"start_query\",\"queryId\":\"q\",\"prompt\":\"measure\"}");
        await(lines, "\"query_ended\"");
        record(used, residentMegabytes(pid), counts);
        send(out, "{\"type\":\"shutdown\",\"graceMs\":1000}");
    }

    private static void record(Figures figures, double value, boolean counts) {
        if (counts) {
            figures.add(value);
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static SocketChannel connect(Path dir, Process process) throws IOException {
        var socket = dir.resolve("run/socket");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(socket)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(
                        "the runner did not come up: " + Files.readString(dir.resolve("out.log")));
            }
            LockSupport.parkNanos(200_000);
        }
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(Files.readString(socket).strip()));
        return channel;
    }

    private static void send(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void await(BufferedReader lines, String part) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(part)) {
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the runner closed its socket before it said " + part);
        }
    }

    private static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS of process " + pid);
    }
}
