package dev.signalbox.runner;

import dev.signalbox.agent.Agents;
import dev.signalbox.process.SessionProcesses;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.Redactor;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// `signalbox-runner --session-dir DIR`: see `docs/runner.md`.
///
/// Exit codes: 0 after a shutdown or the orphan timeout, 1 when the runner itself fails, 2 for bad
/// usage or a bad `runner.json`, 3 when another runner holds the directory.
public final class RunnerMain {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;
    private static final int HELD = 3;
    private static final long AGENT_BYTES_MAX = 256 * 1024;
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration HOOK_SLACK = Duration.ofSeconds(10);

    private RunnerMain() {}

    public static void main(String[] args) {
        int code;
        try {
            code = run(args);
        } catch (IOException | ProtocolException | RuntimeException e) {
            RunnerLog.error("the runner failed", e);
            code = FAILED;
        }
        Runtime.getRuntime().halt(code); // nothing is left to do: the loop has closed everything
    }

    private static int run(String[] args) throws IOException, ProtocolException {
        var dir = sessionDir(args);
        if (dir == null) {
            System.err.println("signalbox-runner: usage: signalbox-runner --session-dir DIR");
            return BAD_USAGE;
        }
        var files = new SessionFiles(dir);
        RunnerSettings settings;
        Redactor redactor;
        try {
            settings = RunnerSettings.read(files.runnerJson());
            redactor = settings.redactor();
        } catch (RunnerSettings.InvalidException e) {
            System.err.println("signalbox-runner: " + e.getMessage());
            return BAD_USAGE;
        }
        files.create();
        try (var _ = SessionLock.take(files.lock())) {
            return serve(files, settings, redactor);
        } catch (SessionLock.HeldException e) {
            System.err.println("signalbox-runner: " + e.getMessage());
            return HELD;
        }
    }

    private static @Nullable Path sessionDir(String[] args) {
        return args.length == 2 && args[0].equals("--session-dir")
                ? Path.of(args[1]).toAbsolutePath().normalize()
                : null;
    }

    private static int serve(SessionFiles files, RunnerSettings settings, Redactor redactor)
            throws IOException, ProtocolException {
        var adapter = Agents.all().get(settings.agent());
        if (adapter == null) {
            System.err.println("signalbox-runner: unknown agent '" + settings.agent() + "'");
            return BAD_USAGE;
        }
        boolean wasKilled = Files.exists(files.pidFile());
        if (wasKilled) { // what its agent left behind
            var left =
                    new SessionProcesses(
                                    settings.sessionId(), settings.agentGroup(), 0, files.dir())
                            .kill(SWEEP)
                            .left();
            if (!left.isEmpty()) {
                RunnerLog.warn("processes survive SIGKILL: " + left);
            }
        }
        var spool = Spool.open(files.spool());
        if (spool.nextOffset() <= settings.after()) {
            RunnerLog.warn(
                    "the spool ends before offset "
                            + settings.after()
                            + ", which a server has: its end was lost");
            spool.skipTo(settings.after() + 1); // No event may get the offset of another one.
        }
        var inbox = new Inbox(AGENT_BYTES_MAX);
        var socket = RunnerSocket.bind(files, inbox, spool, settings.agent());
        var loopThread = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> stop(inbox, settings, loopThread), "signal"));
        socket.open();
        var book = QueryBook.open(files.queries());
        var recovery = wasKilled ? Recovery.read(spool, book.left()) : Recovery.none();
        new AgentLoop(
                        settings,
                        files,
                        adapter,
                        inbox,
                        spool,
                        socket,
                        book,
                        recovery,
                        redactor,
                        InstantSource.system())
                .run();
        return 0;
    }

    /// On SIGTERM, SIGINT or SIGHUP: ends like a shutdown.
    private static void stop(Inbox inbox, RunnerSettings settings, Thread loop) {
        try {
            inbox.post(new Message.Stop("SIGTERM", settings.terminateGrace()));
            // The loop's thread halts the machine; this is for one that does not get so far.
            var _ = loop.join(settings.terminateGrace().plus(HOOK_SLACK));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
