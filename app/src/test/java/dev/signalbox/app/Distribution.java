package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.testkit.Processes;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The unpacked distribution, used as its users do: by its launcher, from outside.
///
/// Commands find the data directory below the folder that it is given, and nothing of whoever runs
/// the tests: no server, no token, no key of a model. One owner thread.
final class Distribution implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");

    private final Path folder;
    private final Map<String, String> variables = new TreeMap<>();
    private final List<ServerProcess> servers = new ArrayList<>();
    private Duration commandTimeMax = Duration.ofSeconds(60);
    private int files;

    /// @param folder of the test; the data directory, outputs and what else is written are in it
    Distribution(Path folder) {
        this.folder = folder;
    }

    /// What a command left behind.
    record Result(int exit, String stdout, String stderr) {
        List<String> lines() {
            return stdout.lines().toList();
        }

        /// Asserts that the command failed as commands do: one line that names the code.
        Result failed(int status, String code) {
            assertThat(exit).as("exit code of %s", this).isEqualTo(status);
            assertThat(stderr.lines()).singleElement().asString().contains(code);
            return this;
        }

        /// Asserts that the command succeeded and complained of nothing.
        Result succeeded() {
            assertThat(exit).as("exit code of %s", this).isZero();
            assertThat(stderr).isEmpty();
            return this;
        }
    }

    /// The processes from now on get this variable too.
    Distribution with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /// Commands from now on may take so long.
    Distribution within(Duration most) {
        commandTimeMax = most;
        return this;
    }

    Path data() {
        return folder.resolve("data");
    }

    /// Writes the configuration file of the data directory.
    void configure(String hocon) throws IOException {
        Files.createDirectories(data());
        Files.writeString(data().resolve("signalbox.conf"), hocon);
    }

    /// Runs a command to its end, with nothing to read.
    Result run(String... arguments) throws IOException, InterruptedException {
        return runWithInput(Path.of("/dev/null"), arguments);
    }

    /// Runs a command to its end.
    ///
    /// @throws AssertionError if that takes longer than they may
    Result runWithInput(Path input, String... arguments) throws IOException, InterruptedException {
        var stdout = file("stdout");
        var stderr = file("stderr");
        var process =
                builder(List.of(arguments))
                        .redirectInput(input.toFile())
                        .redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile())
                        .start();
        boolean isOver = process.waitFor(commandTimeMax.toSeconds(), TimeUnit.SECONDS);
        if (!isOver) {
            process.destroyForcibly().waitFor();
        }
        var result =
                new Result(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
        assertThat(isOver).as("%s ends in time; it said %s", List.of(arguments), result).isTrue();
        return result;
    }

    /// Runs a command and presses Ctrl-C as soon as something is so.
    ///
    /// @param when is given what the command has said so far
    Result interrupted(Predicate<String> when, String... arguments)
            throws IOException, InterruptedException {
        var stdout = file("stdout");
        var stderr = file("stderr");
        var process =
                builder(List.of(arguments))
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile())
                        .start();
        Awaitility.await("the moment to interrupt")
                .atMost(commandTimeMax)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> when.test(Files.readString(stdout)) || !process.isAlive());
        var kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
        assertThat(process.waitFor(commandTimeMax.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
    }

    /// Starts a command and does not wait for it.
    Process launch(String... arguments) throws IOException {
        return builder(List.of(arguments))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(file("stdout").toFile())
                .redirectError(file("stderr").toFile())
                .start();
    }

    /// Starts a server on the data directory and waits until it says that it listens.
    ServerProcess serve(String... more) throws IOException {
        var arguments =
                new ArrayList<>(List.of("serve", "--port", "0", "--data", data().toString()));
        arguments.addAll(List.of(more));
        var server = ServerProcess.start(builder(arguments), file("server.stderr"), data());
        servers.add(server);
        return server;
    }

    private Path file(String kind) {
        return folder.resolve(++files + "." + kind);
    }

    private ProcessBuilder builder(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(home().resolve("bin").resolve("signalbox").toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith("SIGNALBOX_")
                                || name.startsWith("ANTHROPIC_")
                                || name.startsWith("CLAUDE"));
        builder.environment().put("SIGNALBOX_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SIGNALBOX_DATA", data().toString());
        builder.environment().putAll(variables);
        return builder;
    }

    private static Path home() {
        var named = System.getProperty("signalbox.distribution");
        assertThat(named).as("system property signalbox.distribution").isNotNull();
        return Path.of(named);
    }

    /// The ids of the living processes whose command line or environment names a path below
    /// `below`. Those of other users cannot be seen.
    static List<Long> processesThatName(Path below) {
        try (var entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(pid -> names(pid, below.toString()) && Processes.isAlive(pid))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean names(long pid, String text) {
        try {
            var process = PROC.resolve(String.valueOf(pid));
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .contains(text)
                    || Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
                            .contains(text);
        } catch (IOException e) {
            return false; // Gone, or somebody else's.
        }
    }

    /// Shows what the servers said last, if the test has failed.
    void explain(ExtensionContext test) {
        if (test.getExecutionException().isPresent()) {
            servers.forEach(server -> System.err.println("a server said: " + server.stderr()));
        }
    }

    /// Ends the servers and whatever still runs of their sessions.
    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
        processesThatName(data()).stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .forEach(ProcessHandle::destroyForcibly);
    }
}
