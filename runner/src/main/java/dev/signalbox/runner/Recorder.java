package dev.signalbox.runner;

import dev.signalbox.agent.Cancellable;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogMeter;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.Redactor;
import dev.signalbox.protocol.RunnerViolation;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ViolationMeter;
import dev.signalbox.protocol.Words;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Puts events into the spool, and keeps the block law while it does. Owned by the agent loop.
final class Recorder {
    private static final Duration REPORT = Duration.ofSeconds(1);

    private final Spool spool;
    private final BlockLaw law;
    private final Timers timers;
    private final InstantSource clock;
    private final Redactor redactor;
    private final LogMeter logs;
    private final ViolationMeter violations = new ViolationMeter();
    private final Map<String, Instant> begun = new HashMap<>();
    private @Nullable Cancellable report;
    private @Nullable Cancellable leftOut;

    /// @param law what is known of the blocks that are in the spool
    /// @param redactor takes secrets out of all that is not the conversation
    /// @param flood how many log lines are kept
    Recorder(
            Spool spool,
            BlockLaw law,
            Timers timers,
            InstantSource clock,
            Redactor redactor,
            LogFlood flood) {
        this.logs = new LogMeter(flood);
        this.spool = spool;
        this.law = law;
        this.timers = timers;
        this.clock = clock;
        this.redactor = redactor;
    }

    /// Says something in the runner's own name.
    void say(StreamEvent event) {
        write(event, null);
    }

    void status(EnvironmentStatus status, @Nullable String message) {
        say(new StreamEvent.Status(status, message));
    }

    void log(LogLevel level, String message) {
        say(new StreamEvent.Log(level, Words.withoutTrace(message), LogSource.RUNNER));
    }

    /// What the agent prints beside its protocol.
    void agentLog(String message) {
        if (!isKept(LogSource.AGENT, LogLevel.WARN)) {
            return;
        }
        var data = ProtocolJson.object().put("stream", "stderr");
        put(new StreamEvent.Log(LogLevel.WARN, message, LogSource.AGENT, data, Map.of()), null);
    }

    /// Whether a log line is kept. Those that are not are counted, and that is said in a second.
    private boolean isKept(LogSource source, LogLevel level) {
        long now = System.nanoTime();
        if (logs.admits(source, level, now)) {
            return true;
        }
        if (leftOut == null) {
            planLeftOut(now);
        }
        return false;
    }

    private void planLeftOut(long now) {
        var nanos = logs.nanosToReport(now);
        leftOut =
                nanos == null
                        ? null
                        : timers.after(
                                Duration.ofNanos(nanos),
                                () -> {
                                    logs.due(System.nanoTime()).forEach(this::sayLeftOut);
                                    planLeftOut(System.nanoTime());
                                });
    }

    private void sayLeftOut(LogMeter.LeftOut lines) {
        put(
                new StreamEvent.Log(
                        LogLevel.WARN, lines.message(), LogSource.RUNNER, lines.data(), Map.of()),
                null);
    }

    void error(ErrorCode code, String message) {
        say(new StreamEvent.Failure(code, Words.withoutTrace(message)));
    }

    /// A failure of the agent, with what is known of it.
    void failure(String message, QueryCause cause) {
        say(new StreamEvent.Failure(message, cause.code(), ProtocolJson.tree(cause), Map.of()));
    }

    /// Writes an event, unless the block law forbids it, which is reported instead, or it is a log
    /// line too many, which is counted.
    ///
    /// @param json the event in the words of whoever wrote it; null: in ours
    void write(StreamEvent event, byte @Nullable [] json) {
        if (!(event instanceof StreamEvent.Log log)
                || isKept(log.sourceOrDefault(), log.levelOrDefault())) {
            put(event, json);
        }
    }

    private void put(StreamEvent event, byte @Nullable [] json) {
        var written = event;
        byte @Nullable [] words = json;
        if (event instanceof StreamEvent.Conversation conversation) {
            if (lacksTime(conversation)) {
                var timed = withTime(conversation, json);
                written = ProtocolJson.fromTree(timed, StreamEvent.class);
                words = ProtocolJson.writeBytes(timed);
            }
            try {
                law.apply((StreamEvent.Conversation) written);
            } catch (ProtocolException e) {
                byte[] line = json == null ? ProtocolJson.writeBytes(event) : json;
                violation(e, line.length, line);
                return;
            }
            rememberTime(written);
        }
        byte[] said = words == null ? ProtocolJson.writeBytes(written) : words;
        append(isOperational(written) ? redacted(said) : said);
    }

    /// The conversation is kept as it was said; what is said beside it is not to hold secrets.
    private static boolean isOperational(StreamEvent event) {
        return event instanceof StreamEvent.Execution || event instanceof StreamEvent.QueryEnded;
    }

    private byte[] redacted(byte[] json) {
        try {
            return redactor.clean(json);
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("an event's own words are not JSON", e);
        }
    }

    private void append(byte[] json) {
        if (json.length > ProtocolLimits.LINE_BYTES_MAX + 1024) {
            violation(
                    ProtocolException.tooLong(json.length, ProtocolLimits.LINE_BYTES_MAX),
                    json.length,
                    json);
            return;
        }
        spool.append(clock.instant(), json);
        if (spool.isHeavy() && spool.trouble() == null) {
            var _ = spool.flush();
        }
    }

    private static boolean lacksTime(StreamEvent.Conversation event) {
        return switch (event) {
            case StreamEvent.BlockStart start -> start.block().timestamp() == null;
            case StreamEvent.BlockComplete complete -> complete.block().timestamp() == null;
            default -> false;
        };
    }

    /// A block says when it began: at its first event, whatever its agent knows of time.
    private ObjectNode withTime(StreamEvent.Conversation event, byte @Nullable [] json) {
        var tree = (ObjectNode) (json == null ? ProtocolJson.tree(event) : parsed(json));
        if (tree.get("block") instanceof ObjectNode block) {
            var id = block.path("id").asString("");
            block.put("timestamp", ProtocolJson.time(begun.getOrDefault(id, clock.instant())));
        }
        return tree;
    }

    private static ObjectNode parsed(byte[] json) {
        try {
            return ProtocolJson.readObject(json);
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("an event's own words are not JSON", e);
        }
    }

    private void rememberTime(StreamEvent event) {
        switch (event) {
            case StreamEvent.BlockStart(_, ConversationBlock block, _)
                    when block.timestamp() != null ->
                    begun.put(block.id(), block.timestamp());
            case StreamEvent.BlockComplete complete -> begun.remove(complete.blockId());
            default -> {}
        }
    }

    /// Reports a line that was left out: at once, or together with others a second later.
    ///
    /// @param head the line, or its first bytes
    void violation(ProtocolException why, long bytes, byte[] head) {
        var now =
                violations.add(
                        why.kind(),
                        String.valueOf(why.getMessage()),
                        bytes,
                        head,
                        System.nanoTime());
        if (now != null) {
            say(now.failure());
        } else if (report == null) {
            report = timers.after(REPORT, this::reportDue);
        }
    }

    private void reportDue() {
        report = null;
        violations.rest(System.nanoTime()).stream()
                .map(RunnerViolation::failure)
                .forEach(this::say);
    }

    /// Reports what was counted and not said; for the end.
    void reportRest() {
        reportDue();
        logs.rest(System.nanoTime()).forEach(this::sayLeftOut);
    }

    /// Whether a call of a tool has begun and not ended.
    boolean isToolOpen(String toolUseId) {
        return law.isToolOpen(toolUseId);
    }

    /// Completes what the end of a query must not leave open.
    void closeQuery() {
        law.closeQuery(Incomplete.INTERRUPTED).forEach(this::closed);
    }

    /// Completes everything: the agent has ended.
    void closeAll() {
        law.closeAll(Incomplete.INTERRUPTED).forEach(this::closed);
    }

    private void closed(StreamEvent.BlockComplete complete) {
        begun.remove(complete.blockId());
        append(ProtocolJson.writeBytes(complete)); // the law knows
    }
}
