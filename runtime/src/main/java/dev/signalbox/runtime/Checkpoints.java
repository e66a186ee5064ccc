package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.JournalHistory.Checkpoint;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.state.SessionState;
import dev.signalbox.state.StateCheckpoint;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// What long sessions add up to, kept in the journal now and then so that they are read sooner. The
/// events are the truth: a checkpoint that cannot be read is left alone, and said in the log.
///
/// One thread, `session-checkpoints`, writes them. It is offered states, takes the newest of each
/// session, and is never waited for.
final class Checkpoints implements AutoCloseable {
    /// Events between two checkpoints of a session.
    static final long EVERY = 5_000;

    /// For a session that has stopped, or leaves memory.
    static final long EVERY_AT_END = 250;

    /// States of sessions that are looked at without being in memory.
    private static final int RECENT_MAX = 8;

    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private final Journal journal;

    /// `seq` of the newest checkpoint that is known, by session.
    private final Map<String, Long> kept = new ConcurrentHashMap<>();

    private final Map<String, SessionState> offered = new ConcurrentHashMap<>();
    private final Map<String, SessionState> recent =
            Collections.synchronizedMap(new LinkedHashMap<>(RECENT_MAX * 2, 0.75f, true));
    private final Semaphore work = new Semaphore(0);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("session-checkpoints").unstarted(this::run);
    private volatile boolean closed;

    Checkpoints(Journal journal) {
        this.journal = journal;
    }

    void start() {
        thread.start();
    }

    /// What was folded last of a session that is not in memory, or what its newest usable checkpoint
    /// holds; the state before the first event where there is neither.
    ///
    /// @param lastSeq not of a later event than this
    SessionState newest(String sessionId, long lastSeq) throws JournalException {
        @Nullable SessionState folded = recent.get(sessionId);
        return folded != null && folded.seq() <= lastSeq ? folded : stored(sessionId, lastSeq);
    }

    private SessionState stored(String sessionId, long lastSeq) throws JournalException {
        @Nullable Checkpoint found = journal.checkpoint(sessionId);
        if (found == null || found.seq() > lastSeq) {
            return SessionState.EMPTY;
        }
        try {
            if (found.format() != StateCheckpoint.FORMAT) {
                throw new IOException("its format is " + found.format());
            }
            var state = StateCheckpoint.read(inflated(found.data()));
            if (state.seq() != found.seq()) {
                throw new IOException("it is of seq " + state.seq() + ", not " + found.seq());
            }
            kept.put(sessionId, state.seq());
            return state;
        } catch (IOException | ProtocolException | RuntimeException e) {
            LOG.log(
                    WARNING,
                    "a checkpoint cannot be used, the events are read instead session_id="
                            + sessionId
                            + " seq="
                            + found.seq()
                            + " reason="
                            + e);
            return SessionState.EMPTY;
        }
    }

    /// A state that has been committed. Does not block.
    ///
    /// @param every nothing is done unless so many events came since the last checkpoint
    void offer(String sessionId, SessionState state, long every) {
        if (!closed && state.seq() - kept.getOrDefault(sessionId, 0L) >= every) {
            kept.put(sessionId, state.seq());
            offered.put(sessionId, state);
            work.release();
        }
    }

    /// Offers what a session in memory adds up to, if that has become much more.
    void look(AgentSession session) {
        var state = session.state();
        offer(session.sessionId(), state, LoadedSessions.isStopped(state) ? EVERY_AT_END : EVERY);
    }

    /// A session was folded to be shown. It may be asked for again.
    void remember(String sessionId, SessionState state) {
        synchronized (recent) {
            recent.put(sessionId, state);
            var eldest = recent.keySet().iterator();
            while (recent.size() > RECENT_MAX) {
                eldest.next();
                eldest.remove();
            }
        }
    }

    /// The session is in memory, or gone.
    void forgetRecent(String sessionId) {
        recent.remove(sessionId);
    }

    /// The session is gone.
    void forget(String sessionId) {
        recent.remove(sessionId);
        kept.remove(sessionId);
        offered.remove(sessionId);
    }

    private void run() {
        try {
            while (!closed) {
                work.acquire();
                for (var sessionId : List.copyOf(offered.keySet())) {
                    @Nullable SessionState state = offered.remove(sessionId);
                    if (state != null && !closed) {
                        keep(sessionId, state);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(String sessionId, SessionState state) {
        try {
            var data = deflated(StateCheckpoint.write(state));
            journal.keep(sessionId, new Checkpoint(state.seq(), StateCheckpoint.FORMAT, data));
            LOG.log(
                    DEBUG,
                    "checkpoint session_id={0} seq={1} bytes={2}",
                    sessionId,
                    Long.toString(state.seq()),
                    Integer.toString(data.length));
        } catch (JournalException | IOException | RuntimeException e) {
            LOG.log(
                    WARNING,
                    "no checkpoint was kept; the session is read from its events session_id="
                            + sessionId
                            + " reason="
                            + e);
        }
    }

    private static byte[] deflated(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream(plain.length / 4 + 64);
        var fast = new Deflater(Deflater.BEST_SPEED);
        try (var deflating = new DeflaterOutputStream(out, fast)) {
            deflating.write(plain);
        } finally {
            fast.end();
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] data) throws IOException {
        try (var inflating = new InflaterInputStream(new ByteArrayInputStream(data))) {
            return inflating.readAllBytes();
        }
    }

    /// Ends after what is being written. Closing twice does nothing.
    @Override
    public void close() {
        closed = true;
        work.release();
        if (!thread.isAlive()) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
