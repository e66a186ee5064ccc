package dev.signalbox.runtime;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Consumer;

/// What a server that was killed left in a bad moment: runners and agents of sessions that the
/// journal does not know, those of sessions that it says are stopped, and folders of sessions that
/// were being deleted. Looked for once, at the start, on a thread of its own: it may wait for agents
/// to end.
///
/// A folder that the journal does not know is kept unless its session was being deleted: it may be
/// the journal that is the wrong one.
///
/// @param load brings a session into memory, where its owner does what the state says
record Leftovers(
        Journal journal,
        Map<String, ExecutionEnvironment> environments,
        SessionFiles files,
        Duration grace,
        Consumer<String> load) {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    /// Ends or adopts all of it. An interrupt hurries the ends.
    void sweep() {
        try {
            for (var environment : environments.values()) {
                var threads = new ArrayList<Thread>();
                for (var id : environment.survivors(files.folder())) {
                    threads.add(
                            Thread.ofVirtual()
                                    .name("session-" + id + "-leftover")
                                    .start(() -> sweep(environment, id)));
                }
                for (var thread : threads) {
                    thread.join();
                }
            }
            removeFolders();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | JournalException e) {
            LOG.log(ERROR, "not all that a server left behind could be looked for", e);
        }
    }

    private void sweep(ExecutionEnvironment environment, String sessionId) {
        try {
            @Nullable SessionRow row = journal.session(sessionId);
            if (row == null) {
                LOG.log(WARNING, "ending what belongs to no session session_id=" + sessionId);
                environment.clear(sessionId, files.folder(sessionId), grace);
            } else if (Rows.stored(row).executionEnvironment() == null) {
                LOG.log(WARNING, "ending what was never started session_id=" + sessionId);
                environment.clear(sessionId, files.folder(sessionId), grace);
            } else {
                load.accept(sessionId);
            }
        } catch (JournalException | SignalboxException e) {
            LOG.log(ERROR, "what is left of a session stays session_id=" + sessionId, e);
        }
    }

    private void removeFolders() throws IOException, JournalException {
        int unknown = 0;
        for (var id : files.all()) {
            if (journal.session(id) != null) {
                continue;
            }
            if (files.isBeingDeleted(id)) {
                files.delete(id);
                LOG.log(INFO, "finished the deletion of a folder session_id=" + id);
            } else {
                unknown++;
            }
        }
        if (unknown > 0) {
            LOG.log(
                    WARNING,
                    "folders of sessions that the journal does not know are left alone count="
                            + unknown
                            + " folder="
                            + files.folder());
        }
    }
}
