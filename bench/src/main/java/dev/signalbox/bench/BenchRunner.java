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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A runner of the distribution, and a server's side of the talk with it.
final class BenchRunner implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final SocketChannel channel;
    private final BufferedReader lines;
    private final OutputStream out;
    private final long startNanos;

    private BenchRunner(Process process, SocketChannel channel, long startNanos) {
        this.process = process;
        this.channel = channel;
        this.startNanos = startNanos;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(channel), StandardCharsets.UTF_8));
        this.out = Channels.newOutputStream(channel);
    }

    /// Starts one and attaches.
    ///
    /// @param home the distribution
    /// @param config what is to stand in `runner.json`
    /// @param environment on top of this process's own
    static BenchRunner start(Path home, Path dir, String config, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(dir.resolve("workspace"));
        Files.writeString(dir.resolve("runner.json"), config);
        var builder =
                new ProcessBuilder(
                                home.resolve("bin/signalbox-runner").toString(),
                                "--session-dir",
                                dir.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("out.log").toFile());
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        var process = builder.start();
        try {
            var runner = new BenchRunner(process, connect(dir, process), start);
            runner.send("{\"type\":\"attach\",\"after\":0,\"term\":1}");
            return runner;
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
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

    long pid() {
        return process.pid();
    }

    double millisSinceStart() {
        return millisSince(startNanos);
    }

    static double millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }

    void send(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// The next line that holds a text; those before it are gone.
    ///
    /// @throws IOException if the agent or the runner fails first
    String await(String part) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(part)) {
            if (line.contains("\"type\":\"error\"")) {
                throw new IOException("the agent failed: " + line);
            }
            line = lines.readLine();
        }
        if (line == null) {
            throw new IOException("the runner closed its socket before it said " + part);
        }
        return line;
    }

    /// Ends it and everything of its agent.
    @Override
    public void close() throws IOException {
        try {
            if (process.isAlive()) {
                send("{\"type\":\"shutdown\",\"graceMs\":2000}");
            }
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the runner did not end after 'shutdown'");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            channel.close();
            process.destroyForcibly();
        }
    }
}
