package dev.signalbox.environment;

import dev.signalbox.process.ControlGroup;
import dev.signalbox.process.Detach;
import dev.signalbox.process.SessionProcesses;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Words;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// The machine itself: a runner is a detached process with a session, a home and a marker of its
/// own, in a control group of its own where there are such. It keeps agents apart and lets all of
/// them be ended; it keeps none of them from anything that its user may do.
public final class LocalEnvironment implements ExecutionEnvironment {
    private static final System.Logger LOG = System.getLogger(LocalEnvironment.class.getName());
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(3);
    private static final int LOG_TAIL_BYTES = 2048;

    private final List<String> runnerCommand;
    private final Containment containment;
    private final Duration startTimeout;

    /// @param runnerCommand the runner's program and its first arguments; `--session-dir DIR` is
    ///   added. A script must `exec`: the process that is started becomes the runner.
    public LocalEnvironment(List<String> runnerCommand, Containment containment) {
        this(runnerCommand, containment, START_TIMEOUT);
    }

    LocalEnvironment(List<String> runnerCommand, Containment containment, Duration startTimeout) {
        this.runnerCommand = List.copyOf(runnerCommand);
        this.containment = containment;
        this.startTimeout = startTimeout;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Availability availability() {
        if (Detach.command(List.of(), System.getenv(), null) == null) {
            return Availability.no("neither setsid nor perl was found; install util-linux or perl");
        }
        var program = Path.of(runnerCommand.getFirst());
        if (program.isAbsolute() && !Files.isExecutable(program)) {
            return Availability.no("the runner's program " + program + " cannot be run");
        }
        return Availability.YES;
    }

    @Override
    public Containment containment() {
        return containment;
    }

    @Override
    public RunningEnvironment start(EnvironmentSpec spec) throws EnvironmentException {
        var layout = new SessionLayout(spec.sessionDir());
        var other = find(spec.sessionId(), spec.sessionDir());
        if (other != null) {
            throw failed(spec, "a runner with process id " + other.pid() + " is there already");
        }
        Process process;
        long logStart;
        try {
            layout.create(spec.runner().workspace());
            if (layout.pid() != 0 || SessionGroups.exist(spec.sessionId(), spec.sessionDir())) {
                clearRemains(spec.sessionId(), layout); // the runner before was killed
            }
            var groups = SessionGroups.create(containment, spec.sessionId(), spec.sessionDir());
            spec.runner().write(layout.runnerJson(), groups == null ? null : groups.agent().dir());
            logStart = Files.size(layout.runnerLog());
            process = spawn(spec, layout, groups == null ? null : groups.runner());
        } catch (IOException e) {
            clearRemains(spec.sessionId(), layout);
            throw failed(spec, String.valueOf(e.getMessage()), e);
        }
        awaitSocket(spec, layout, process, logStart);
        return new LocalRunningEnvironment(spec.sessionId(), layout, process.toHandle());
    }

    private Process spawn(EnvironmentSpec spec, SessionLayout layout, @Nullable ControlGroup group)
            throws IOException, EnvironmentException {
        var command = new ArrayList<>(runnerCommand);
        command.add("--session-dir");
        command.add(spec.sessionDir().toString());
        var detached = Detach.command(command, spec.environment(), group);
        if (detached == null) {
            throw new EnvironmentException(
                    ErrorCode.ENVIRONMENT_NOT_AVAILABLE, String.valueOf(availability().reason()));
        }
        var log = ProcessBuilder.Redirect.appendTo(layout.runnerLog().toFile());
        var builder =
                new ProcessBuilder(detached)
                        .directory(spec.sessionDir().toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(log)
                        .redirectError(log);
        var environment = builder.environment();
        environment.clear();
        environment.putAll(spec.environment());
        environment.put(SessionProcesses.MARKER, spec.sessionId());
        return builder.start();
    }

    /// A runner says who it is and then where it listens. What an earlier one left, which the new one
    /// still needs to see that it was killed, does not count.
    private static boolean isReady(SessionLayout layout, long pid) {
        return layout.pid() == pid && Files.exists(layout.socketFile());
    }

    /// Waits for the file that a runner writes last, or for its early death.
    private void awaitSocket(
            EnvironmentSpec spec, SessionLayout layout, Process process, long logStart)
            throws EnvironmentException {
        long begin = System.nanoTime();
        try {
            while (!isReady(layout, process.pid())) {
                if (process.waitFor(POLL.toNanos(), TimeUnit.NANOSECONDS)) {
                    clearRemains(spec.sessionId(), layout);
                    throw failed(
                            spec,
                            "it ended with exit code "
                                    + process.exitValue()
                                    + tail(layout.runnerLog(), logStart));
                }
                if (System.nanoTime() - begin > startTimeout.toNanos()) {
                    new LocalRunningEnvironment(spec.sessionId(), layout, process.toHandle())
                            .terminate(Duration.ZERO);
                    throw failed(
                            spec,
                            "it was not ready within "
                                    + startTimeout.toMillis()
                                    + " ms"
                                    + tail(layout.runnerLog(), logStart));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            new LocalRunningEnvironment(spec.sessionId(), layout, process.toHandle())
                    .terminate(Duration.ZERO);
            throw failed(spec, "the start was interrupted", e);
        }
    }

    @Override
    public @Nullable RunningEnvironment find(String sessionId, Path sessionDir) {
        var layout = new SessionLayout(sessionDir);
        long pid = layout.pid();
        var handle = pid == 0 ? null : ProcessHandle.of(pid).orElse(null);
        if (handle == null
                || !new SessionProcesses(sessionId, null, 0, sessionDir)
                        .isRunner(handle, sessionDir.toString())) {
            return null;
        }
        return new LocalRunningEnvironment(sessionId, layout, handle);
    }

    @Override
    public void readRemains(Path sessionDir, long after, LineTaker taker)
            throws InterruptedException {
        SpoolRemains.read(new SessionLayout(sessionDir).spool(), after, taker);
    }

    @Override
    public void clear(String sessionId, Path sessionDir, Duration grace) {
        var running = find(sessionId, sessionDir);
        if (running != null) {
            running.terminate(grace);
        } else {
            clearRemains(sessionId, new SessionLayout(sessionDir));
        }
    }

    /// Ends what is left of a session whose runner is gone.
    private static void clearRemains(String sessionId, SessionLayout layout) {
        var killed = SessionGroups.end(sessionId, layout.dir(), SWEEP);
        if (killed.count() > 0) {
            LOG.log(
                    killed.left().isEmpty() ? Level.INFO : Level.ERROR,
                    "ended what a runner left behind session_id="
                            + sessionId
                            + " swept="
                            + killed.count()
                            + " surviving="
                            + killed.left());
        }
    }

    @Override
    public Set<String> survivors(Path sessionsFolder) {
        var ids = new TreeSet<>(SessionGroups.sessionsBelow(sessionsFolder));
        try (var dirs = Files.newDirectoryStream(sessionsFolder)) {
            for (var dir : dirs) {
                var id = String.valueOf(dir.getFileName());
                if (new SessionLayout(dir).pid() != 0 && find(id, dir) != null) {
                    ids.add(id);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no folder of sessions to look into: " + e);
        }
        return ids;
    }

    private static String tail(Path log, long from) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(from, file.length() - LOG_TAIL_BYTES);
            file.seek(start);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - start)];
            file.readFully(bytes);
            var text = Words.withoutTrace(new String(bytes, StandardCharsets.UTF_8)).strip();
            return text.isEmpty() ? "" : ": " + text;
        } catch (IOException e) {
            return " (its log " + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private static EnvironmentException failed(EnvironmentSpec spec, String why) {
        return failed(spec, why, null);
    }

    private static EnvironmentException failed(
            EnvironmentSpec spec, String why, @Nullable Throwable cause) {
        return new EnvironmentException(
                ErrorCode.ENVIRONMENT_START_FAILED,
                "The runner of session " + spec.sessionId() + " did not start: " + why,
                cause);
    }
}
