package dev.signalbox.runtime;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent.PermissionRequested;
import dev.signalbox.protocol.SessionEvent.PermissionResolved;
import dev.signalbox.protocol.SessionEvent.PermissionRevoked;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.state.Permissions;
import dev.signalbox.state.Permissions.Resolved;
import dev.signalbox.state.SessionState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an agent asks a person, and the answers. Pure.
final class PermissionPolicy {
    private static final String ALLOW_ONCE = "allow_once";

    private PermissionPolicy() {}

    /// The agent waits for a person, unless one has said that it need not.
    static void requested(Turn turn, StreamEvent.PermissionRequested request) {
        var permissions = turn.state().permissions();
        if (permissions.pending().containsKey(request.requestId())) {
            return; // Said again: it waits.
        }
        if (permissions.resolved().containsKey(request.requestId())) {
            refuseUsedId(turn, request);
            return;
        }
        @Nullable Instant deadline =
                turn.settings().permissionTimeout() == null
                        ? null
                        : turn.now().plus(turn.settings().permissionTimeout());
        if (deadline != null) {
            var _ = isDue(turn, request.requestId(), deadline); // Its time begins now.
        }
        turn.say(
                new PermissionRequested(request, deadline),
                turn.state().activeQuery().queryId(),
                null);
        allowWhatIsGranted(turn, request);
    }

    /// The answer to another request must not be taken for the answer to this one, and an agent
    /// that waits must not wait for ever.
    private static void refuseUsedId(Turn turn, StreamEvent.PermissionRequested request) {
        EnvironmentPolicy.reportError(
                turn,
                ErrorCode.RUNNER_PROTOCOL_VIOLATION.name(),
                "permission request "
                        + request.requestId()
                        + " has the id of one that was resolved before: it is rejected",
                null);
        @Nullable String rejection = rejection(request.options());
        tell(turn, request.requestId(), rejection, "this id was used before", null);
    }

    private static void allowWhatIsGranted(Turn turn, StreamEvent.PermissionRequested request) {
        @Nullable PermissionGrant grant = turn.state().permissions().grantFor(request);
        @Nullable String allowance = allowance(request.options());
        if (grant != null && allowance != null) {
            turn.note(
                    LogLevel.INFO,
                    "Allowing permission request "
                            + request.requestId()
                            + ": a person allowed it for the session with request "
                            + grant.id());
            resolve(
                    turn,
                    new PermissionResolved(
                            request.requestId(),
                            allowance,
                            By.POLICY,
                            "granted with request " + grant.id(),
                            null));
        }
    }

    /// What allows this one request; what allows more only where nothing else is on offer.
    private static @Nullable String allowance(List<PermissionOption> options) {
        @Nullable String once = ofKind(options, ALLOW_ONCE);
        return once == null ? ofKind(options, Permissions.ALLOW_ALWAYS) : once;
    }

    private static @Nullable String ofKind(List<PermissionOption> options, String kind) {
        return options.stream()
                .filter(option -> option.kind().equals(kind))
                .map(PermissionOption::id)
                .findFirst()
                .orElse(null);
    }

    static void withdrawn(Turn turn, String requestId, String reason) {
        if (turn.state().permissions().pending().containsKey(requestId)) {
            turn.say(new PermissionResolved(requestId, null, By.WITHDRAWN, reason, null));
        }
    }

    /// Takes back what nobody waits for any more: the agent is gone.
    static void withdrawAll(Turn turn, String reason) {
        for (var pending : turn.state().pendingPermissions()) {
            withdrawn(turn, pending.request().requestId(), reason);
        }
    }

    /// Takes back what a query asked for, but for the calls of tools that outlive it.
    static void withdrawOfQuery(Turn turn, String queryId) {
        for (var pending : turn.state().pendingPermissions()) {
            var request = pending.request();
            boolean outlivesIt =
                    request.toolUseId() != null && turn.law().isToolOpen(request.toolUseId());
            if (request.queryId().equals(queryId) && !outlivesIt) {
                withdrawn(turn, request.requestId(), "the query ended");
            }
        }
    }

    /// A person's answer. The first one wins.
    static PermissionView answer(Turn turn, String requestId, AnswerPermission answer, By by) {
        var permissions = turn.state().permissions();
        @Nullable Resolved before = permissions.resolved().get(requestId);
        if (before != null) {
            throw alreadyResolved(before);
        }
        @Nullable PermissionRequested pending = permissions.pending().get(requestId);
        if (pending == null) {
            throw new SignalboxException(
                    ErrorCode.PERMISSION_NOT_FOUND,
                    "no permission request has the id " + requestId);
        }
        PermissionAnswers.require(pending.request(), answer);
        turn.touch();
        var resolved =
                new PermissionResolved(
                        requestId, answer.optionId(), by, answer.message(), answer.answers());
        resolve(turn, resolved);
        if (turn.state().permissions().grants().containsKey(requestId)) {
            for (var other : turn.state().pendingPermissions()) {
                allowWhatIsGranted(turn, other.request());
            }
        }
        return view(pending, resolved, turn.now());
    }

    /// Takes back what was allowed once and for all.
    static boolean revoke(Turn turn, String grantId, By by) {
        if (!turn.state().permissions().grants().containsKey(grantId)) {
            throw new SignalboxException(
                    ErrorCode.NOT_FOUND, "no permission grant has the id " + grantId);
        }
        turn.touch();
        turn.say(new PermissionRevoked(grantId, by));
        return true;
    }

    private static void resolve(Turn turn, PermissionResolved resolved) {
        turn.say(resolved);
        if (turn.supervision().isAttached()) {
            tell(turn, turn.state().permissions().resolved().get(resolved.requestId()));
        } // Else the answer is told when a runner is attached: see retell.
    }

    /// Tells a runner what came of a request; of one that its agent took back it knows.
    private static void tell(Turn turn, @Nullable Resolved resolved) {
        if (resolved != null && !resolved.answer().by().equals(By.WITHDRAWN)) {
            var answer = resolved.answer();
            tell(
                    turn,
                    answer.requestId(),
                    told(resolved.request().request().options(), answer.optionId()),
                    answer.message(),
                    answer.answers());
        }
    }

    /// What an agent is told of an answer. It is not told that it may for ever: it would remember
    /// what nobody could revoke. Where it offers nothing else it is, and remembers.
    private static @Nullable String told(
            List<PermissionOption> options, @Nullable String optionId) {
        boolean isForEver =
                options.stream()
                        .anyMatch(option ->
                                option.id().equals(optionId)
                                        && option.kind().equals(Permissions.ALLOW_ALWAYS));
        @Nullable String once = isForEver ? ofKind(options, ALLOW_ONCE) : null;
        return once == null ? optionId : once;
    }

    private static void tell(
            Turn turn,
            String requestId,
            @Nullable String optionId,
            @Nullable String message,
            @Nullable Map<String, JsonNode> answers) {
        turn.then(
                new Effect.Tell(
                        new RunnerCommand.AnswerPermission(
                                requestId,
                                optionId == null ? RunnerCommand.REJECT : optionId,
                                message,
                                answers)));
    }

    /// Tells a runner that was just attached what came of the requests that it waits for, of the
    /// active query's where it does not say which these are; it ignores what it knows.
    static void retell(Turn turn, @Nullable List<String> waiting) {
        @Nullable String active = turn.state().activeQuery().queryId();
        var resolved = turn.state().permissions().resolved();
        if (waiting != null) {
            waiting.forEach(id -> tell(turn, resolved.get(id)));
            return;
        }
        for (var one : resolved.values()) {
            if (one.request().request().queryId().equals(active)) {
                tell(turn, one);
            }
        }
    }

    /// Resolves the requests whose deadline has passed with the first option that rejects; without
    /// one, with none, and the agent is told to go on without.
    static void checkDeadlines(Turn turn) {
        turn.supervision()
                .permissionsDue
                .keySet()
                .retainAll(turn.state().permissions().pending().keySet());
        for (var pending : turn.state().pendingPermissions()) {
            @Nullable Instant deadline = pending.deadline();
            if (deadline != null && isDue(turn, pending.request().requestId(), deadline)) {
                turn.note(
                        LogLevel.WARN,
                        "Nobody answered permission request "
                                + pending.request().requestId()
                                + " in time: it is rejected");
                resolve(
                        turn,
                        new PermissionResolved(
                                pending.request().requestId(),
                                rejection(pending.request().options()),
                                By.DEADLINE,
                                "nobody answered in time",
                                null));
            }
        }
    }

    /// A deadline is a time of day, so that it holds over restarts. While the session is in memory
    /// the wait is measured by the time that passes: whoever sets the clock cuts nobody's time short.
    private static boolean isDue(Turn turn, String requestId, Instant deadline) {
        long due =
                turn.supervision()
                        .permissionsDue
                        .computeIfAbsent(
                                requestId,
                                _ ->
                                        turn.nanos()
                                                + Duration.between(turn.now(), deadline).toNanos());
        return turn.nanos() - due >= 0;
    }

    private static @Nullable String rejection(List<PermissionOption> options) {
        return options.stream()
                .filter(PermissionAnswers::rejects)
                .map(PermissionOption::id)
                .findFirst()
                .orElse(null);
    }

    private static SignalboxException alreadyResolved(Resolved before) {
        var answer = before.answer();
        var details = new LinkedHashMap<String, Object>();
        details.put("by", ProtocolJson.tree(answer.by()));
        details.put("resolvedAt", ProtocolJson.time(before.resolvedAt()));
        if (answer.optionId() != null) {
            details.put("optionId", answer.optionId());
        }
        if (answer.message() != null) {
            details.put("message", answer.message());
        }
        String how = answer.optionId() == null ? "" : "with '" + answer.optionId() + "' ";
        String who =
                switch (answer.by()) {
                    case By.Principal(String name) -> "by " + name;
                    case By.Rule(String name) -> "(" + name + ")";
                };
        return new SignalboxException(
                ErrorCode.PERMISSION_ALREADY_RESOLVED,
                "permission request " + answer.requestId() + " was resolved " + how + who,
                details,
                null);
    }

    static List<PermissionGrant> grants(SessionState state) {
        return List.copyOf(state.permissions().grants().values());
    }

    /// The requests, as REST shows them: those that wait first, then the resolved ones.
    static List<PermissionView> views(SessionState state) {
        var views = new ArrayList<PermissionView>();
        state.pendingPermissions().forEach(one -> views.add(view(one, null, null)));
        state.permissions()
                .resolved()
                .values()
                .forEach(one -> views.add(view(one.request(), one.answer(), one.resolvedAt())));
        return views;
    }

    private static PermissionView view(
            PermissionRequested request,
            @Nullable PermissionResolved answer,
            @Nullable Instant resolvedAt) {
        return new PermissionView(
                request.request().requestId(),
                answer == null ? "pending" : "resolved",
                EnvelopeJson.data(request),
                answer == null ? null : answer.optionId(),
                answer == null ? null : answer.by(),
                resolvedAt);
    }
}
