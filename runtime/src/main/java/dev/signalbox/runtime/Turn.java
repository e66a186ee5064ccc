package dev.signalbox.runtime;

import dev.signalbox.journal.Entry;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SessionRuntimeState.Environment;
import dev.signalbox.state.SessionState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// One batch of inputs on its way to becoming facts: the events decided so far, the state that they
/// will give, and what is to be done when they are durable. Owner thread only; no I/O.
final class Turn {
    private final String sessionId;
    private final Instant now;
    private final long nanos;
    private final SessionSettings settings;
    private final Supervision supervision;
    private final BlockLaw law;
    private final List<Entry> entries = new ArrayList<>();
    private final List<SessionEvent> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    private SessionState state;
    private @Nullable Environment environment;
    private SessionRuntimeState shown;
    private long runnerOffset;
    private boolean isActivity;
    private @Nullable String newName;
    private @Nullable ObjectNode newMetadata;

    /// @param now the time of day, which somebody may set
    /// @param nanos the time that passes
    /// @param shown what the last `session:status` said
    Turn(
            String sessionId,
            Instant now,
            long nanos,
            SessionSettings settings,
            Supervision supervision,
            BlockLaw law,
            SessionState state,
            SessionRuntimeState shown,
            long runnerOffset) {
        this.sessionId = sessionId;
        this.now = now;
        this.nanos = nanos;
        this.settings = settings;
        this.supervision = supervision;
        this.law = law;
        this.state = state;
        this.environment = withHealthCheck(state.executionEnvironment(), supervision);
        this.shown = shown;
        this.runnerOffset = runnerOffset;
    }

    /// The events' environment with the newest health check, which no event says.
    private static @Nullable Environment withHealthCheck(
            @Nullable Environment is, Supervision supervision) {
        return is == null || supervision.lastHealthCheck == null
                ? is
                : is.withLastHealthCheck(supervision.lastHealthCheck);
    }

    String sessionId() {
        return sessionId;
    }

    /// The time of day: for what people and clients see.
    Instant now() {
        return now;
    }

    /// The time that passes, in nanoseconds: for how long something takes.
    long nanos() {
        return nanos;
    }

    /// Whether so long has passed since a moment of [#nanos].
    boolean isPast(long since, Duration duration) {
        return nanos - since >= duration.toNanos();
    }

    SessionSettings settings() {
        return settings;
    }

    Supervision supervision() {
        return supervision;
    }

    BlockLaw law() {
        return law;
    }

    /// The state that the events decided so far give.
    SessionState state() {
        return state;
    }

    /// The environment as it will be shown by the next `session:status`.
    @Nullable Environment environment() {
        return environment;
    }

    long runnerOffset() {
        return runnerOffset;
    }

    void runnerOffset(long offset) {
        runnerOffset = offset;
    }

    /// Says an event of the active query, if there is one.
    void say(SessionEvent event) {
        say(event, state.activeQuery().queryId(), null);
    }

    /// Says an event.
    ///
    /// @param data the event's data as a runner wrote it; null = as this build writes it
    void say(SessionEvent event, @Nullable String queryId, byte @Nullable [] data) {
        var envelope = new Envelope(sessionId, state.seq() + 1, now, queryId, event);
        byte[] json =
                data == null ? EnvelopeJson.write(envelope) : EnvelopeJson.write(envelope, data);
        var log = event instanceof SessionEvent.Log line ? line : null;
        entries.add(
                new Entry(
                        envelope.seq(),
                        now,
                        event.wireName(),
                        event.track(),
                        log == null ? null : log.level(),
                        log == null ? null : log.source(),
                        queryId,
                        json));
        events.add(event);
        state = state.on(envelope);
        if (event instanceof SessionEvent.Status(var runtime)) {
            shown = runtime;
        }
    }

    /// Says a line of the server's own in the session's logs; one too many is counted, and said
    /// with others in a second.
    void note(LogLevel level, String message) {
        if (supervision.notes.admits(LogSource.SERVER, level, nanos)) {
            say(new SessionEvent.Log(level, message, LogSource.SERVER, null));
        }
    }

    /// Says how many lines of the server's own were left out, when it is time to.
    void noteLeftOut() {
        for (var report : supervision.notes.due(nanos)) {
            say(
                    new SessionEvent.Log(
                            LogLevel.WARN, report.message(), LogSource.SERVER, report.data()));
        }
    }

    /// Changes the environment; the change is said by the next [#showStatus].
    void environment(UnaryOperator<Environment> change) {
        if (environment != null) {
            environment = change.apply(environment);
        }
    }

    void newEnvironment(Environment fresh) {
        environment = fresh;
    }

    /// Says a `session:status` if the runtime state is not what the last one said.
    void showStatus() {
        var runtime = runtime();
        if (!runtime.equals(withHealthCheckOf(shown, runtime))) {
            say(new SessionEvent.Status(runtime), null, null);
        }
    }

    private SessionRuntimeState runtime() {
        return state.runtime(true).withExecutionEnvironment(environment);
    }

    /// A health check is never worth an event, so it is left out of the comparison.
    private static SessionRuntimeState withHealthCheckOf(
            SessionRuntimeState was, SessionRuntimeState is) {
        var then = was.executionEnvironment();
        var now = is.executionEnvironment();
        return then == null || now == null
                ? was
                : was.withExecutionEnvironment(then.withLastHealthCheck(now.lastHealthCheck()));
    }

    /// To be done once everything said so far is durable.
    void then(Effect effect) {
        effects.add(effect);
    }

    /// The session was used: it is not idle, and moves to the front of the list.
    void touch() {
        isActivity = true;
    }

    boolean isActivity() {
        return isActivity;
    }

    /// Changes what lists show of the session; no event says so.
    void describe(@Nullable String name, @Nullable ObjectNode metadata) {
        newName = name == null ? newName : name;
        newMetadata = metadata == null ? newMetadata : metadata;
    }

    /// Whether there is something for the session's row besides events.
    boolean isDescribed() {
        return newName != null || newMetadata != null;
    }

    @Nullable String newName() {
        return newName;
    }

    @Nullable ObjectNode newMetadata() {
        return newMetadata;
    }

    List<Entry> entries() {
        return entries;
    }

    List<SessionEvent> events() {
        return events;
    }

    List<Effect> effects() {
        return effects;
    }

    SessionRuntimeState shown() {
        return shown;
    }
}
