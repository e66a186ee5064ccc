package dev.signalbox.runtime;

import dev.signalbox.environment.CloseReason;
import dev.signalbox.environment.Containment;
import dev.signalbox.environment.EnvironmentException;
import dev.signalbox.environment.EnvironmentSpec;
import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.environment.RunnerConnection;
import dev.signalbox.environment.RunnerListener;
import dev.signalbox.environment.RunningEnvironment;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// An environment in memory whose runner says what the test makes it say, with a spool like a real
/// one: it outlives its connections, and sends again what was not acknowledged.
final class FakeEnvironment implements ExecutionEnvironment {
    final Map<String, Runner> runners = new ConcurrentHashMap<>();
    final List<EnvironmentSpec> started = new CopyOnWriteArrayList<>();
    volatile @Nullable String failure;

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Availability availability() {
        return Availability.YES;
    }

    @Override
    public RunningEnvironment start(EnvironmentSpec spec) throws EnvironmentException {
        started.add(spec);
        if (failure != null) {
            throw new EnvironmentException(ErrorCode.ENVIRONMENT_START_FAILED, failure);
        }
        var before = runners.get(spec.sessionId());
        var runner = new Runner(before == null ? List.of() : before.spool);
        runners.put(spec.sessionId(), runner);
        runner.say(new StreamEvent.Status(EnvironmentStatus.READY, "agent is up"));
        return runner;
    }

    @Override
    public @Nullable RunningEnvironment find(String sessionId, Path sessionDir) {
        var runner = runners.get(sessionId);
        return runner != null && runner.isAlive() ? runner : null;
    }

    @Override
    public void readRemains(Path sessionDir, long after, LineTaker taker)
            throws InterruptedException {
        var runner = runners.get(sessionDir.getFileName().toString());
        for (var line : runner == null ? List.<SpoolLine>of() : List.copyOf(runner.spool)) {
            if (line.offset() > after) {
                taker.take(line);
            }
        }
    }

    @Override
    public void clear(String sessionId, Path sessionDir, Duration grace) {
        var running = find(sessionId, sessionDir);
        if (running != null) {
            running.terminate(grace);
        }
    }

    @Override
    public Set<String> survivors(Path sessionsFolder) {
        return runners.entrySet().stream()
                .filter(one -> one.getValue().isAlive())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public Containment containment() {
        return new Containment(Containment.Kind.MARKERS, null, "there are no processes");
    }

    static final class Runner implements RunningEnvironment {
        static final long RUNNER_BYTES = 60_000_000;
        static final long RSS_BYTES = 200_000_000;
        static final long SPOOL_BYTES = 4_096;

        final List<SpoolLine> spool = new ArrayList<>();
        final List<RunnerCommand> commands = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        final List<Long> terms = new CopyOnWriteArrayList<>();
        volatile @Nullable String activeQueryId;
        volatile @Nullable List<String> pendingPermissions;
        volatile boolean answersPings = true;
        volatile @Nullable Boolean isAgentFrozen;
        volatile @Nullable String spoolTrouble;
        private @Nullable RunnerListener listener;
        private @Nullable RunnerListener silenced;

        Runner(List<SpoolLine> before) {
            spool.addAll(before);
        }

        synchronized void say(StreamEvent event) {
            sayJson(new String(ProtocolJson.writeBytes(event), StandardCharsets.UTF_8));
        }

        synchronized void sayJson(String json) {
            byte[] line =
                    SpoolLine.write(
                            spool.size() + 1L,
                            Instant.now(),
                            json.getBytes(StandardCharsets.UTF_8));
            try {
                spool.add(SpoolLine.read(line));
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
            deliver(spool.getLast());
        }

        private synchronized void deliver(SpoolLine line) {
            if (listener != null) {
                try {
                    listener.event(line);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /// From now on nobody hears what it says; it stays in the spool.
        synchronized void deafen() {
            silenced = listener;
            listener = null;
        }

        private RunnerReply.Pong answer(String id) {
            return new RunnerReply.Pong(
                    id, true, RSS_BYTES, isAgentFrozen, spoolTrouble, RUNNER_BYTES, SPOOL_BYTES);
        }

        /// Answers a ping that was not answered in its time.
        synchronized void pong() {
            if (listener != null) {
                listener.pong(answer("late"));
            }
        }

        @Override
        public String id() {
            return "fake";
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public boolean isAlive() {
            return !ended.isDone();
        }

        @Override
        public synchronized RunnerConnection connect(long after, long term, RunnerListener fresh)
                throws EnvironmentException {
            if (!isAlive()) {
                throw new EnvironmentException(ErrorCode.ENVIRONMENT_LOST, "gone");
            }
            terms.add(term);
            var old = listener;
            if (old != null) {
                Thread.ofVirtual().start(() -> old.closed(new CloseReason.Displaced()));
            }
            var reader = new Thread(() -> attach(after, fresh), "fake-reader");
            reader.setDaemon(true);
            reader.start();
            return new RunnerConnection() {
                @Override
                public void send(RunnerCommand command) throws EnvironmentException {
                    if (!isAlive()) {
                        throw new EnvironmentException(ErrorCode.ENVIRONMENT_LOST, "gone");
                    }
                    commands.add(command);
                    if (command instanceof RunnerCommand.Ping(String id) && answersPings) {
                        Thread.ofVirtual().start(() -> fresh.pong(answer(id)));
                    }
                }

                @Override
                public void close() {
                    synchronized (Runner.this) {
                        if (fresh.equals(listener)) {
                            listener = null;
                        }
                    }
                    fresh.closed(new CloseReason.Closed());
                }
            };
        }

        private void attach(long after, RunnerListener fresh) {
            fresh.hello(
                    new RunnerReply.Hello(
                            1,
                            "test",
                            "fake",
                            null,
                            1L,
                            null,
                            spool.size() + 1L,
                            activeQueryId,
                            pendingPermissions));
            synchronized (this) {
                for (var line : List.copyOf(spool)) {
                    if (line.offset() > after) {
                        try {
                            fresh.event(line);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                }
                listener = fresh;
            }
        }

        /// The runner dies of itself.
        void die() {
            ended.complete(null);
            RunnerListener last;
            synchronized (this) {
                last = listener == null ? silenced : listener;
                listener = null;
            }
            if (last != null) {
                last.closed(new CloseReason.Eof());
            }
        }

        @Override
        public void terminate(Duration grace) {
            if (isAlive()) {
                die();
            }
        }

        @Override
        public CompletableFuture<Void> ended() {
            return ended;
        }
    }
}
