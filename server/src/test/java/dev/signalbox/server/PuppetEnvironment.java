package dev.signalbox.server;

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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// An environment in memory whose runners say what a test makes them say.
final class PuppetEnvironment implements ExecutionEnvironment {
    private final Map<String, Puppet> puppets = new ConcurrentHashMap<>();

    /// The runner of a session; null before it was started.
    @Nullable Puppet puppet(String sessionId) {
        return puppets.get(sessionId);
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Availability availability() {
        return Availability.YES;
    }

    @Override
    public RunningEnvironment start(EnvironmentSpec spec) {
        return puppets.compute(spec.sessionId(), (_, old) -> new Puppet(old));
    }

    @Override
    public @Nullable RunningEnvironment find(String sessionId, Path sessionDir) {
        return null;
    }

    @Override
    public void readRemains(Path sessionDir, long after, LineTaker taker) {
        // A puppet keeps nothing that it has not said.
    }

    @Override
    public void clear(String sessionId, Path sessionDir, Duration grace) {
        var puppet = puppets.get(sessionId);
        if (puppet != null) {
            puppet.terminate(grace);
        }
    }

    @Override
    public Set<String> survivors(Path sessionsFolder) {
        return Set.of();
    }

    @Override
    public Containment containment() {
        return new Containment(Containment.Kind.MARKERS, null, "there are no processes");
    }

    /// One runner. Its offsets go on where those of the one before ended.
    static final class Puppet implements RunningEnvironment {
        private final CompletableFuture<RunnerListener> attached = new CompletableFuture<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private long offset;

        Puppet(@Nullable Puppet before) {
            offset = before == null ? 0 : before.offset;
        }

        boolean isAttached() {
            return attached.isDone();
        }

        /// Waits while the server takes no more.
        synchronized void say(StreamEvent event) throws InterruptedException {
            byte[] line = SpoolLine.write(++offset, Instant.now(), ProtocolJson.writeBytes(event));
            try {
                attached.join().event(SpoolLine.read(line));
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public String id() {
            return "puppet";
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
        public RunnerConnection connect(long after, long term, RunnerListener listener) {
            Thread.ofVirtual()
                    .name("puppet-hello")
                    .start(() -> {
                        listener.hello(
                                new RunnerReply.Hello(
                                        1, "test", "fake", null, 1L, null, after + 1, null, null));
                        attached.complete(listener);
                        try {
                            say(new StreamEvent.Status(EnvironmentStatus.READY, "agent is up"));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            return new RunnerConnection() {
                @Override
                public void send(RunnerCommand command) throws EnvironmentException {
                    if (!isAlive()) {
                        throw new EnvironmentException(ErrorCode.ENVIRONMENT_LOST, "gone");
                    }
                    if (command instanceof RunnerCommand.Ping(String id)) {
                        Thread.ofVirtual()
                                .start(() ->
                                        listener.pong(
                                                new RunnerReply.Pong(
                                                        id, true, 1L, null, null, null, null)));
                    }
                }

                @Override
                public void close() {
                    listener.closed(new CloseReason.Closed());
                }
            };
        }

        @Override
        public void terminate(Duration grace) {
            ended.complete(null);
        }

        @Override
        public CompletableFuture<Void> ended() {
            return ended;
        }
    }
}
