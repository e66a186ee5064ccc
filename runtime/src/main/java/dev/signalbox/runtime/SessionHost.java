package dev.signalbox.runtime;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Replies.EnvironmentView;
import dev.signalbox.protocol.Replies.InterruptAccepted;
import dev.signalbox.protocol.Replies.MessageAccepted;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Replies.SessionView;
import dev.signalbox.protocol.Replies.SnapshotView;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.protocol.Requests.SendMessage;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// Every session of this server, and what may be asked of it.
///
/// Hides whether a session is loaded, and where its owner runs. Every method may block (for a
/// commit, at most) and is called on virtual threads. A method that returns has made its effect
/// durable.
///
/// All methods throw [dev.signalbox.protocol.SignalboxException]: `SESSION_NOT_FOUND` for an
/// unknown id, `OVERLOADED` for a session whose mailbox is full, `JOURNAL_UNAVAILABLE` while the
/// journal does not work, and what each of them says.
public interface SessionHost {
    /// A new session, or the one that was made with the same key.
    ///
    /// @param session what clients see of it
    /// @param isNew false for one that a request with the same key made before
    record Created(SessionView session, boolean isNew) {}

    /// Which sessions a list shows.
    ///
    /// @param cursor the `next` of the page before
    /// @param text part of a name or id
    record ListRequest(
            @Nullable String tenant,
            @Nullable EnvironmentStatus status,
            @Nullable String agent,
            @Nullable Boolean active,
            @Nullable String text,
            @Nullable String cursor,
            int limit) {}

    /// Which events a page shows.
    ///
    /// @param after exclusive; for descending order null is "from the newest"
    /// @param source for logs only
    /// @param contains for logs only: text that the message has, whatever the case
    record EventsRequest(
            @Nullable Long after,
            int limit,
            EventFilter filter,
            @Nullable LogSource source,
            @Nullable String contains,
            boolean ascending,
            @Nullable Instant since,
            @Nullable Instant until) {
        /// Events of all times.
        public EventsRequest(
                @Nullable Long after,
                int limit,
                EventFilter filter,
                @Nullable LogSource source,
                @Nullable String contains,
                boolean ascending) {
            this(after, limit, filter, source, contains, ascending, null, null);
        }
    }

    /// A page of events as they are stored: envelopes in JSON.
    ///
    /// @param next what to ask the next page with, null at the end
    record EventsPage(List<byte[]> envelopes, @Nullable Long next) {}

    /// Makes a session. Nothing is started before its first message.
    ///
    /// Throws `UNKNOWN_AGENT`, `AGENT_NOT_AVAILABLE`, `UNKNOWN_ENVIRONMENT`,
    /// `ENVIRONMENT_NOT_AVAILABLE`, `INVALID_OPTION`.
    Created create(CreateSession request, String tenant, By by);

    SessionView session(String sessionId);

    Page<SessionView> sessions(ListRequest request);

    SessionView patch(String sessionId, PatchSession patch, By by);

    /// Ends the environment and deletes journal and files.
    void delete(String sessionId, By by);

    SnapshotView snapshot(String sessionId);

    EventsPage events(String sessionId, EventsRequest request);

    /// Takes a message. Throws `QUERY_ACTIVE` with mode `reject` while a query runs.
    MessageAccepted message(String sessionId, SendMessage message, By by);

    /// Throws `NO_ACTIVE_QUERY`.
    InterruptAccepted interrupt(String sessionId, By by);

    /// Takes a queued message back. Throws `QUERY_NOT_FOUND`.
    void cancelQueued(String sessionId, String queryId, By by);

    Page<PermissionView> permissions(String sessionId);

    /// Throws `PERMISSION_NOT_FOUND`, `PERMISSION_ALREADY_RESOLVED` (details `by`, `resolvedAt`, and
    /// `optionId`, `message` where there are any), `INVALID_OPTION`.
    PermissionView answer(String sessionId, String requestId, AnswerPermission answer, By by);

    /// What was allowed once and for all, the oldest first.
    Page<PermissionGrant> permissionGrants(String sessionId);

    /// Takes back what was allowed once and for all. Throws `NOT_FOUND`.
    void revokeGrant(String sessionId, String grantId, By by);

    void environment(String sessionId, EnvironmentAction action, By by);

    Page<AgentView> agents();

    Page<EnvironmentView> environments();

    /// Where a session's events come from.
    EventFeed feed();

    /// News of all sessions.
    EventBus bus();

    /// Whether the journal works: what readiness says.
    boolean isReady();

    /// Why the journal does not work, in words that anybody may read; null when it does. A host that
    /// has not written for some seconds looks again, in the background: who asks now and then hears
    /// of a database that failed while nobody used it.
    @Nullable String trouble();

    /// How many sessions are loaded.
    int loadedCount();

    /// What the sessions in memory do and take.
    List<SessionLoad> loads();

    /// How many sessions there are, loaded or not.
    long sessionCount();

    /// How many sessions it takes.
    HostLimits limits();

    /// One stored event, for callers that need it understood.
    static Envelope envelope(byte[] json) throws dev.signalbox.protocol.ProtocolException {
        return dev.signalbox.protocol.EnvelopeJson.read(json);
    }
}
