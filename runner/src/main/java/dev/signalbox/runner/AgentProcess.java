package dev.signalbox.runner;

import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.process.ControlGroup;
import dev.signalbox.process.Detach;
import dev.signalbox.process.SessionProcesses;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// One life of an agent's process, and the threads at its pipes. They post to the inbox, and end
/// with the process.
final class AgentProcess {
    private static final int INPUT_LINES_MAX = 1024;
    private static final int ERROR_LINE_BYTES_MAX = 64 * 1024;
    private static final int ERROR_LINES_AT_ONCE = 256;
    private static final Duration KILL = Duration.ofSeconds(5);
    private static final Duration DRAIN = Duration.ofMillis(500);

    private final Process process;
    private final SessionProcesses tree;
    private final AgentLife life;
    private final Inbox inbox;
    private final BlockingQueue<Input> input = new ArrayBlockingQueue<>(INPUT_LINES_MAX);
    private final AtomicLong linesRead = new AtomicLong();
    private final Thread writer;
    private final long kernelKillsBefore = Exits.kernelKills();

    /// A line for the agent; null: its input ends here.
    private record Input(byte @Nullable [] line) {}

    private AgentProcess(Process process, SessionProcesses tree, AgentLife life, Inbox inbox) {
        this.process = process;
        this.tree = tree;
        this.life = life;
        this.inbox = inbox;
        this.writer = thread("input", this::writeInput);
    }

    /// Starts the agent in a process session of its own, and the threads at its pipes.
    ///
    /// @param group where it and what descends from it is; null = where the runner is
    /// @throws SignalboxException `AGENT_NOT_INSTALLED` when there is no such program
    static AgentProcess start(
            AgentLaunch launch,
            Map<String, String> environment,
            RunnerSettings settings,
            Path sessionDir,
            @Nullable ControlGroup group,
            AgentLife life,
            Inbox inbox) {
        var directory = launch.directory() == null ? settings.workspace() : launch.directory();
        var builder = new ProcessBuilder(command(launch.command(), environment, directory, group));
        builder.directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.AGENT_NOT_INSTALLED,
                    "Could not start " + launch.command().getFirst() + ": " + e.getMessage(),
                    e);
        }
        var tree = new SessionProcesses(settings.sessionId(), group, process.pid(), sessionDir);
        var agent = new AgentProcess(process, tree, life, inbox);
        agent.begin();
        return agent;
    }

    private void begin() {
        var output = thread("output", this::readOutput);
        var errors = thread("errors", this::readErrors);
        output.start();
        errors.start();
        writer.start();
        thread("end", () -> awaitEnd(output, errors)).start();
    }

    private static Thread thread(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name("agent-" + name).unstarted(task);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Whether the kernel killed something for want of memory since this process began.
    boolean wasMemoryShort() {
        return Exits.kernelKills() > kernelKillsBefore;
    }

    /// Puts a line on its way to the agent; never waits.
    ///
    /// @return false when the agent takes nothing and too much waits for it
    boolean send(byte[] line) {
        return input.offer(new Input(line));
    }

    /// Closes the agent's standard input, after what is on its way.
    void closeInput() {
        if (!input.offer(new Input(null))) {
            writer.interrupt();
        }
    }

    /// Asks the process and all its descendants to end.
    void terminate() {
        tree.terminate();
    }

    /// Kills the process. What descends from it is killed when it is gone.
    void kill() {
        process.destroyForcibly();
    }

    private void writeInput() {
        try (var out = new BufferedOutputStream(process.getOutputStream(), 32 * 1024)) {
            while (true) {
                byte[] line = input.take().line();
                if (line == null) {
                    return;
                }
                out.write(line);
                out.write('\n');
                if (input.isEmpty()) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            post(new Message.InputBroken(life, String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process is gone, or its input is to be closed
        }
    }

    private void readOutput() {
        read(
                process.getInputStream(),
                ProtocolLimits.LINE_BYTES_MAX,
                line ->
                        switch (line) {
                            case LineReader.Line.Whole whole ->
                                    new Message.Line(life, whole.bytes());
                            case LineReader.Line.TooLong(long bytes, byte[] head) ->
                                    new Message.LineTooLong(life, bytes, head);
                        });
    }

    /// What is there at once goes as one message: a flood of lines is not to be a flood of messages.
    private void readErrors() {
        var lines = new LineReader(process.getErrorStream(), ERROR_LINE_BYTES_MAX);
        var texts = new ArrayList<String>();
        try {
            for (var line = lines.next(); line != null; line = lines.next()) {
                texts.add(errorLine(line));
                if (!lines.isNextHere() || texts.size() == ERROR_LINES_AT_ONCE) {
                    if (!post(new Message.ErrorLines(life, texts))) {
                        return;
                    }
                    linesRead.addAndGet(texts.size());
                    texts.clear();
                }
            }
        } catch (IOException e) {
            // As in [#read].
        }
    }

    private static String errorLine(LineReader.Line line) {
        return switch (line) {
            case LineReader.Line.Whole whole -> errorText(whole.bytes());
            case LineReader.Line.TooLong(long bytes, byte[] head) ->
                    errorText(head) + " … (" + bytes + " bytes)";
        };
    }

    private static String errorText(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    }

    @FunctionalInterface
    private interface ToMessage {
        Message.FromAgent of(LineReader.Line line);
    }

    private void read(InputStream from, int lineBytesMax, ToMessage toMessage) {
        var lines = new LineReader(from, lineBytesMax);
        try {
            for (var line = lines.next(); line != null; line = lines.next()) {
                if (!post(toMessage.of(line))) {
                    return;
                }
                linesRead.incrementAndGet();
            }
        } catch (IOException e) {
            // The pipe is closed under the reader when the agent is gone and a stranger holds it.
        }
    }

    /// The end of the process is its end, whoever else holds its pipes.
    private void awaitEnd(Thread output, Thread errors) {
        try {
            int status = process.waitFor();
            var left = tree.kill(KILL).left();
            if (!left.isEmpty()) {
                RunnerLog.warn("processes survive SIGKILL: " + left);
            }
            drain(output);
            drain(errors);
            writer.interrupt();
            post(new Message.Exited(life, status));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for what is in the pipe. A reader that gets on, or that waits for the loop, has all the
    /// time it needs; one that is stuck in a pipe held by a stranger is left there.
    private void drain(Thread reader) throws InterruptedException {
        long before;
        do {
            before = linesRead.get();
        } while (!reader.join(DRAIN)
                && (linesRead.get() != before || reader.getState() != Thread.State.RUNNABLE));
    }

    private boolean post(Message.FromAgent message) {
        try {
            return inbox.post(message);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The command as it is run: in a new session, so that signals to the runner's group pass it by.
    private static List<String> command(
            List<String> command,
            Map<String, String> environment,
            Path directory,
            @Nullable ControlGroup group) {
        requireProgram(command.getFirst(), environment.getOrDefault("PATH", ""), directory);
        var detached = Detach.command(command, environment, group);
        if (detached == null) {
            throw new SignalboxException(
                    ErrorCode.AGENT_NOT_INSTALLED,
                    "Neither setsid nor perl was found. Install util-linux or perl.");
        }
        return detached;
    }

    private static void requireProgram(String program, String path, Path directory) {
        boolean isThere =
                program.contains("/")
                        ? Files.isExecutable(directory.resolve(program))
                        : Detach.find(program, path) != null;
        if (!isThere) {
            throw new SignalboxException(
                    ErrorCode.AGENT_NOT_INSTALLED,
                    "The agent's program '"
                            + program
                            + "' was not found or cannot be run (PATH="
                            + path
                            + "). Install it, or configure where it is.");
        }
    }
}
