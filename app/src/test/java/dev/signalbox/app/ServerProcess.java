package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.SessionsQuery;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.Trust;
import dev.signalbox.protocol.SignalboxException;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A server of the distribution in a process of its own, and a client of it. What it says on stderr
/// is in a file. One owner thread.
final class ServerProcess implements AutoCloseable {
    private static final Duration START_TIME_MAX = Duration.ofSeconds(60);
    private static final Duration END_TIME_MAX = Duration.ofSeconds(30);
    private static final Pattern READY = Pattern.compile("listening on (https?://\\S+:\\d+)\n");
    private static final Pattern CERTIFICATE = Pattern.compile("\"certificate\":\"([^\"]+)\"");
    private static final int TAIL_LINES = 20;
    private static final int LINE_CHARS = 600; // A line with a stack trace is a long one.

    private final Process process;
    private final Path stderr;
    private final URI url;
    private final String token;
    private final SignalboxClient client;

    private ServerProcess(
            Process process, Path stderr, URI url, String token, SignalboxClient client) {
        this.process = process;
        this.stderr = stderr;
        this.url = url;
        this.token = token;
        this.client = client;
    }

    /// Starts one and waits until it says that it listens.
    ///
    /// @throws AssertionError with the end of its stderr, if it does not
    static ServerProcess start(ProcessBuilder builder, Path stderr, Path data) throws IOException {
        var stdout = stderr.resolveSibling(stderr.getFileName() + ".stdout");
        var process =
                builder.redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile())
                        .start();
        Awaitility.await("a server that listens or has ended")
                .atMost(START_TIME_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.readString(stdout).endsWith("\n") || !process.isAlive());
        var ready = READY.matcher(Files.readString(stdout));
        assertThat(ready.matches())
                .as("the one line that says that it listens; stderr: %s", tail(stderr))
                .isTrue();
        var token = Files.readString(data.resolve("token")).strip();
        var url = URI.create(ready.group(1));
        var announced = Files.readString(data.resolve("server.json"));
        var file = CERTIFICATE.matcher(announced);
        var client =
                new SignalboxClient(
                        url, token, file.find() ? Trust.exactly(Path.of(file.group(1))) : null);
        return new ServerProcess(process, stderr, url, token, client);
    }

    SignalboxClient client() {
        return client;
    }

    URI url() {
        return url;
    }

    String token() {
        return token;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// The end of what it said on stderr.
    String stderr() {
        return tail(stderr);
    }

    private static String tail(Path file) {
        try {
            var lines = Files.readAllLines(file);
            return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()).stream()
                    .map(line -> line.substring(0, Math.min(LINE_CHARS, line.length())) + "\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends it a signal, such as `TERM`.
    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /// Waits until it has said something on stderr.
    void awaitSaid(String text) {
        Awaitility.await("the server says " + text)
                .atMost(START_TIME_MAX)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.readString(stderr).contains(text));
    }

    /// Waits for its end.
    ///
    /// @return its exit code
    int awaitEnd(Duration most) throws InterruptedException {
        assertThat(process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS))
                .as("it ends in time; stderr: %s", stderr())
                .isTrue();
        return process.exitValue();
    }

    /// SIGKILL. On return it is dead, and nothing else is.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(END_TIME_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /// SIGTERM.
    ///
    /// @return its exit code
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(END_TIME_MAX.toSeconds(), TimeUnit.SECONDS))
                .as("it ends when told to; stderr: %s", stderr())
                .isTrue();
        return process.exitValue();
    }

    /// Deletes every session and ends the server; of a dead one only the client is closed.
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                for (var session : client.sessions(SessionsQuery.ALL).items()) {
                    client.deleteSession(session.id());
                }
                int _ = stop();
            }
        } catch (SignalboxException e) {
            throw new AssertionError("the server is not well; stderr: " + stderr(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
            process.destroyForcibly();
        }
    }
}
