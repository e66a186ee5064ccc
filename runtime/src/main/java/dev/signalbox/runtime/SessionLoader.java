package dev.signalbox.runtime;

import dev.signalbox.environment.EnvironmentException;
import dev.signalbox.environment.EnvironmentSpec;
import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.environment.RunnerConfig;
import dev.signalbox.journal.Claim;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SessionFilter;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.state.SessionState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Brings sessions from the journal into memory, and takes deleted ones out of the world.
///
/// @param settings those that are in force now
/// @param onEnd hears, on a thread of its own, of each owner that has ended
record SessionLoader(
        Supplier<SessionSettings> settings,
        Journal journal,
        Checkpoints checkpoints,
        Map<String, ExecutionEnvironment> environments,
        AgentCatalog agents,
        AgentSecrets secrets,
        SessionFiles files,
        LocalEventFeed feed,
        EventBus bus,
        InstantSource clock,
        LongSupplier nanoTime,
        Consumer<AgentSession> onEnd) {
    private static final System.Logger LOG = System.getLogger(SessionLoader.class.getName());

    /// Who owns the sessions of this process.
    private static final String HOLDER =
            ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);

    /// Claims a session, folds its journal and starts its owner.
    AgentSession load(String sessionId) throws JournalException {
        @Nullable SessionRow row = journal.session(sessionId);
        @Nullable Claim claim = row == null ? null : journal.claim(sessionId, HOLDER);
        if (row == null || claim == null) {
            throw new SignalboxException(
                    ErrorCode.SESSION_NOT_FOUND, "no session has the id " + sessionId);
        }
        var environment = environment(row);
        var state = fold(sessionId, claim.headSeq());
        checkpoints.forgetRecent(sessionId);
        return AgentSession.start(
                new AgentSession.Parts(
                        claim,
                        row.agent(),
                        row.tenant(),
                        state,
                        Rows.stored(row).withLoaded(true),
                        settings,
                        journal,
                        feed.tail(sessionId),
                        bus,
                        clock,
                        nanoTime,
                        session ->
                                new Supervisor(
                                        sessionId,
                                        files.folder(sessionId),
                                        environment,
                                        () -> spec(row, session.state().options()),
                                        () -> session.owner().committedOffset(),
                                        claim.term(),
                                        session.mailbox()),
                        onEnd));
    }

    private ExecutionEnvironment environment(SessionRow row) {
        @Nullable ExecutionEnvironment environment = environments.get(row.environment());
        if (environment == null) {
            throw new SignalboxException(
                    ErrorCode.UNKNOWN_ENVIRONMENT,
                    "session "
                            + row.id()
                            + " needs the execution environment '"
                            + row.environment()
                            + "', which this server does not have");
        }
        return environment;
    }

    /// What a session's events up to a `seq` add up to.
    SessionState fold(String sessionId, long lastSeq) throws JournalException {
        return HistoryFold.fold(journal, checkpoints, sessionId, lastSeq);
    }

    /// As [#fold], for a session that is shown without being loaded: what it adds up to is kept for a
    /// while.
    SessionState show(SessionRow row) throws JournalException {
        var state = fold(row.id(), row.headSeq());
        checkpoints.remember(row.id(), state);
        return state;
    }

    /// What is to be started now: secrets have the values that they have now.
    private EnvironmentSpec spec(SessionRow row, ObjectNode options) throws EnvironmentException {
        var named = new LinkedHashMap<>(agents.configuredEnvironment(row.agent()));
        named.putAll(env(row));
        var environment = new LinkedHashMap<>(agents.environment(row.agent()));
        environment.putAll(named);
        var forRunner = options.deepCopy();
        forRunner.remove("env");
        @Nullable String executable = agents.executable(row.agent());
        var now = settings.get();
        var config =
                new RunnerConfig(
                        row.id(),
                        row.agent(),
                        files.workspace(row.id(), row.workspace()),
                        forRunner,
                        List.copyOf(named.keySet()),
                        now.redact(),
                        executable == null ? null : Path.of(executable),
                        agents.usesHostLogin(row.agent()),
                        now.interruptGrace(),
                        SessionOptions.maxTurnSilence(options, now.maxTurnSilence()),
                        now.runnerOrphanTimeout(),
                        now.terminateGrace(),
                        now.restart(),
                        now.flood(),
                        0);
        return new EnvironmentSpec(row.id(), files.folder(row.id()), config, environment);
    }

    private Map<String, String> env(SessionRow row) throws EnvironmentException {
        try {
            return files.env(row.id()).resolved(secrets, row.tenant());
        } catch (SessionEnv.MissingException e) {
            throw new EnvironmentException(
                    ErrorCode.ENVIRONMENT_START_FAILED,
                    "The agent was not started: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    ErrorCode.ENVIRONMENT_START_FAILED,
                    "The agent was not started: the session's variables cannot be read ("
                            + e.getMessage()
                            + "): give them again with PATCH and options.env",
                    e);
        }
    }

    /// Kills what is left of a session's environment; its state is put right when it is loaded next.
    void kill(SessionRow row) {
        environment(row).clear(row.id(), files.folder(row.id()), Duration.ZERO);
    }

    /// The sessions that had an environment when they were last written.
    List<SessionRow> rowsWithEnvironment() throws JournalException {
        var rows = new ArrayList<SessionRow>();
        for (var status :
                List.of(
                        EnvironmentStatus.STARTING,
                        EnvironmentStatus.READY,
                        EnvironmentStatus.ERROR)) {
            @Nullable String cursor = null;
            do {
                var page =
                        journal.list(
                                new SessionFilter(
                                        null, status.wireName(), null, null, null, cursor, 500));
                rows.addAll(page.items());
                cursor = page.next();
            } while (cursor != null);
        }
        return rows;
    }

    private void deleteRow(String sessionId) throws JournalException {
        boolean isDeleted = false;
        try {
            @Nullable Claim claim = journal.claim(sessionId, HOLDER);
            if (claim != null && !journal.delete(claim)) {
                throw new JournalException(
                        "session " + sessionId + " was claimed while it was deleted");
            }
            isDeleted = true;
        } finally {
            if (!isDeleted) {
                unmark(sessionId);
            }
        }
    }

    private void unmark(String sessionId) {
        try {
            files.unmarkDeleted(sessionId);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "still noted as deleted session_id=" + sessionId, e);
        }
    }

    /// Ends a session's environment and removes its journal and files.
    ///
    /// @param session the session if it is in memory; it ends
    void delete(String sessionId, @Nullable AgentSession session) throws JournalException {
        @Nullable SessionRow row = journal.session(sessionId);
        if (session != null) {
            session.close();
        }
        if (row == null) {
            return;
        }
        environment(row).clear(sessionId, files.folder(sessionId), settings.get().terminateGrace());
        try {
            files.markDeleted(sessionId);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "deletes without a note of it session_id=" + sessionId, e);
        }
        deleteRow(sessionId);
        try {
            files.delete(sessionId);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.INTERNAL,
                    "session " + sessionId + " is deleted, but its folder could not be removed",
                    e);
        }
    }
}
