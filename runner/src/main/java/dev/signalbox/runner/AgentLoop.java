package dev.signalbox.runner;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.Cancellable;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.Redactor;
import dev.signalbox.protocol.RunnerCommand;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/// The one thread that owns driver, law, queries and spool: takes a batch of mail, lets it have its
/// effect, writes the spool once, and only then tells the socket.
final class AgentLoop {
    private static final Duration NATIVE_FLUSH = Duration.ofSeconds(1);
    private static final Duration ATTACH = Duration.ofSeconds(10);

    private final RunnerSettings settings;
    private final Inbox inbox;
    private final Spool spool;
    private final RunnerSocket socket;
    private final Timers timers = new Timers();
    private final NativeLog nativeLog;
    private final QueryBook book;
    private final Publisher publisher;
    private final Recorder recorder;
    private final QueryDesk desk;
    private final SessionOptions options;
    private final Supervisor supervisor;
    private final Recovery recovery;
    private @Nullable Cancellable orphan;
    private @Nullable Cancellable nativeFlush;
    private boolean isStopping;

    /// @param recovery what the runner before this one left unfinished
    /// @param redactor takes secrets out of logs
    AgentLoop(
            RunnerSettings settings,
            SessionFiles files,
            AgentAdapter adapter,
            Inbox inbox,
            Spool spool,
            RunnerSocket socket,
            QueryBook book,
            Recovery recovery,
            Redactor redactor,
            InstantSource clock)
            throws IOException, ProtocolException {
        this.settings = settings;
        this.inbox = inbox;
        this.spool = spool;
        this.socket = socket;
        this.book = book;
        this.recovery = recovery;
        this.nativeLog = new NativeLog(files.nativeLog());
        this.recorder =
                new Recorder(spool, recovery.law(), timers, clock, redactor, settings.flood());
        var transcript = Transcript.open(files.transcript());
        var remembered = RememberedFacts.open(files.remembered());
        this.desk = new QueryDesk(recorder, book, transcript);
        this.options = SessionOptions.of(settings);
        var ids = new Ids(clock.instant(), ProcessHandle.current().pid());
        this.supervisor =
                new Supervisor(
                        new Session(
                                settings,
                                files,
                                options,
                                inbox,
                                timers,
                                recorder,
                                desk,
                                remembered,
                                transcript,
                                ids,
                                clock),
                        adapter);
        this.publisher =
                new Publisher(
                        spool, socket, recorder, timers, desk, book, remembered, this::snapshot);
    }

    /// Works until the runner is to end. On return the agent is gone and the spool is whole.
    void run() {
        repair();
        watchForOrphan();
        supervisor.start();
        publisher.publish();
        try {
            while (!supervisor.isDone()) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            RunnerLog.warn("the agent loop was interrupted");
        }
        recorder.reportRest();
        publisher.finish();
        close();
    }

    private void turn() throws InterruptedException {
        // An agent that is told to end may say what it has to say: only then does it end.
        boolean listens = isStopping || !spool.isFull();
        long wait = timers.nanosToNext();
        var silence = listens ? desk.silenceLeftNanos(options.maxTurnSilence()) : null;
        if (silence != null) {
            wait = Math.min(wait, silence);
        }
        for (var message : inbox.take(listens, wait)) {
            handle(message);
            supervisor.pump();
        }
        while (timers.runDue()) {
            supervisor.pump();
        }
        if (!listens) {
            desk.heard(); // Its silence is not its own.
        }
        var left = desk.silenceLeftNanos(options.maxTurnSilence());
        if (left != null && left == 0) {
            supervisor.silent(options.maxTurnSilence());
            supervisor.pump();
        }
        publisher.publish();
    }

    /// Says what the runner before this one could not.
    private void repair() {
        if (spool.cutBytes() > 0) {
            recorder.log(
                    LogLevel.WARN,
                    "the spool's last line was torn; " + spool.cutBytes() + " bytes were cut off");
        }
        recorder.closeAll();
        desk.endLost(recovery);
    }

    private void handle(Message message) {
        switch (message) {
            case Message.FromAgent fromAgent -> handle(fromAgent);
            case Message.Command(long connection, RunnerCommand command) -> {
                if (socket.isCurrent(connection)) {
                    obey(command);
                }
            }
            case Message.BadCommand(String why) ->
                    recorder.log(LogLevel.WARN, "a command was not understood: " + why);
            case Message.Attached _ -> {
                if (orphan != null) {
                    orphan.cancel();
                    orphan = null;
                }
            }
            case Message.Detached(long connection) -> {
                if (socket.isCurrent(connection)) {
                    watchForOrphan();
                }
            }
            case Message.Connected(var connection) ->
                    timers.after(ATTACH, connection::closeUnlessAttached);
            case Message.SkipTo(var connection, long after) -> skipTo(connection, after);
            case Message.Stop(String why, Duration grace) -> stop(why, grace);
        }
    }

    private void handle(Message.FromAgent message) {
        var life = message.life();
        if (life.isOver()) {
            return; // a driver's own thread was late
        }
        switch (message) {
            case Message.Line(_, byte[] bytes) -> {
                desk.heard();
                keepNative(bytes);
                life.spoke();
                supervisor.guarded(life, () -> life.driver().line(bytes));
            }
            case Message.Task(_, Runnable task) -> supervisor.guarded(life, task);
            case Message.LineTooLong(_, long bytes, byte[] head) -> {
                desk.heard();
                recorder.violation(
                        ProtocolException.tooLong(bytes, ProtocolLimits.LINE_BYTES_MAX),
                        bytes,
                        head);
            }
            // Chatter on stderr is no sign that the work goes on: agents tell it of their retries.
            case Message.ErrorLines(_, var texts) -> {
                for (var text : texts) {
                    life.errorLine(text);
                    if (!text.isBlank()) {
                        recorder.agentLog(text);
                    }
                }
            }
            case Message.InputBroken(_, String why) ->
                    recorder.log(LogLevel.DEBUG, "the agent takes no input: " + why);
            case Message.Exited(_, int status) -> supervisor.exited(life, status);
        }
    }

    private void obey(RunnerCommand command) {
        switch (command) {
            case RunnerCommand.StartQuery query -> {
                if (!desk.take(query)) {
                    recorder.log(
                            LogLevel.DEBUG, "query " + query.queryId() + " was started before");
                }
            }
            case RunnerCommand.Interrupt(String queryId) -> supervisor.interrupt(queryId);
            case RunnerCommand.AnswerPermission answer -> {
                if (desk.answered(answer.requestId())) {
                    supervisor.withDriver(driver -> driver.answerPermission(answer));
                }
            }
            case RunnerCommand.SetOptions(var changes) -> {
                options.change(changes);
                supervisor.withDriver(driver -> driver.setOptions(changes));
            }
            case RunnerCommand.Ack(Long offset) -> acknowledge(offset);
            case RunnerCommand.Shutdown(Long graceMs) ->
                    stop("shutdown", Duration.ofMillis(graceMs));
            case RunnerCommand.Attach _, RunnerCommand.Ping _ -> {} // the connection's own
            case RunnerCommand.Unknown unknown ->
                    recorder.log(LogLevel.INFO, "unknown command " + unknown.type());
        }
    }

    private void stop(String why, Duration grace) {
        isStopping = true;
        supervisor.stop(why, grace);
    }

    private void acknowledge(long offset) {
        try {
            spool.acknowledge(offset);
        } catch (IOException e) {
            RunnerLog.warn("cannot delete a segment of the spool: " + e);
        }
    }

    private void watchForOrphan() {
        var limit = settings.orphanTimeout();
        if (orphan == null && !limit.isZero()) {
            orphan =
                    timers.after(
                            limit, () -> stop("no server for " + limit, settings.terminateGrace()));
        }
    }

    private void skipTo(ServerConnection connection, long after) {
        publisher.publish();
        long next = spool.nextOffset();
        try {
            spool.skipTo(after + 1);
        } catch (IOException e) {
            RunnerLog.warn("cannot skip to offset " + after + ": " + e);
        }
        if (spool.nextOffset() != next) {
            recorder.log(
                    LogLevel.WARN,
                    "the server has events up to "
                            + after
                            + ", the spool had them up to "
                            + (next - 1));
            supervisor.repeatStatus();
            publisher.publish();
        }
        connection.begin(after);
    }

    private void keepNative(byte[] line) {
        nativeLog.add(line);
        if (nativeFlush == null) {
            nativeFlush =
                    timers.after(
                            NATIVE_FLUSH,
                            () -> {
                                nativeFlush = null;
                                nativeLog.flush();
                            });
        }
    }

    private Snapshot snapshot() {
        return new Snapshot(
                spool.nextOffset(),
                desk.current(),
                desk.asked(),
                supervisor.agentVersion(),
                supervisor.agentPid(),
                supervisor.isAgentAlive(),
                null);
    }

    private void close() {
        inbox.close();
        try (spool;
                book;
                nativeLog) {
            socket.finish();
        } catch (IOException e) {
            RunnerLog.warn("while closing: " + e);
        }
    }
}
