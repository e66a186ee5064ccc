package dev.signalbox.bench.chaos;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// A server of the distribution that dies and comes back, always at the same address and with the
/// same data. One owner; [#call] is for every thread.
final class ServerUnderChaos implements AutoCloseable {
    private static final Duration STARTS = Duration.ofSeconds(60);
    private static final Duration STOPS = Duration.ofSeconds(15);
    private static final Duration COMES_BACK = Duration.ofSeconds(60);
    private static final long AGAIN_NANOS = Duration.ofMillis(20).toNanos();
    private static final Set<ErrorCode> AWAY =
            Set.of(ErrorCode.SERVER_NOT_FOUND, ErrorCode.JOURNAL_UNAVAILABLE, ErrorCode.OVERLOADED);

    private final Path home;
    private final Path data;
    private final Path out;
    private final int port;
    private final SignalboxClient client;
    private Process process;

    /// Starts it for the first time and waits until it listens.
    ///
    /// @param home the distribution
    ServerUnderChaos(Path home, Path data, int port) throws IOException {
        this.home = home;
        this.data = data;
        this.port = port;
        this.out = Files.createDirectories(data).resolve("server.out");
        this.process = spawn();
        awaitReady();
        var token = Files.readString(data.resolve("token")).strip();
        this.client = new SignalboxClient(URI.create("http://127.0.0.1:" + port), token);
    }

    private Process spawn() throws IOException {
        Files.deleteIfExists(out);
        return new ProcessBuilder(
                        home.resolve("bin/signalbox").toString(),
                        "serve",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(data.resolve("server.err").toFile()))
                .start();
    }

    /// Starts it again; does not wait.
    void start() throws IOException {
        process = spawn();
    }

    /// Waits until it says that it listens.
    void awaitReady() throws IOException {
        long deadline = System.nanoTime() + STARTS.toNanos();
        while (!Files.exists(out) || !Files.readString(out).endsWith("\n")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("the server does not start: " + tail());
            }
            LockSupport.parkNanos(Victims.POLL_NANOS);
        }
    }

    private String tail() throws IOException {
        var text = Files.readString(data.resolve("server.err"), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - 2000));
    }

    long pid() {
        return process.pid();
    }

    Path data() {
        return data;
    }

    SignalboxClient client() {
        return client;
    }

    /// Calls the server, again and again while it is away.
    ///
    /// @throws SignalboxException what it says when it is there, or that it does not come back
    <T> T call(Function<SignalboxClient, T> what) {
        long deadline = System.nanoTime() + COMES_BACK.toNanos();
        while (true) {
            try {
                return what.apply(client);
            } catch (SignalboxException e) {
                if (!AWAY.contains(e.code()) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    /// Ends it with SIGTERM.
    ///
    /// @return its exit code
    int stop() throws IOException, InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(STOPS.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the server does not end: " + tail());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        client.close();
        process.toHandle().destroyForcibly();
    }
}
