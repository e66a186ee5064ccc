package dev.signalbox.runtime;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent.PermissionRequested;
import dev.signalbox.protocol.SessionEvent.PermissionResolved;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.state.SessionState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What an agent asks a person, and the answers. Pure.
final class PermissionPolicy {
    private PermissionPolicy() {}

    static void requested(Turn turn, StreamEvent.PermissionRequested request) {
        var permissions = turn.state().permissions();
        if (permissions.pending().containsKey(request.requestId())
                || permissions.resolved().containsKey(request.requestId())) {
            return;
        }
        @Nullable Instant deadline =
                turn.settings().permissionTimeout() == null
                        ? null
                        : turn.now().plus(turn.settings().permissionTimeout());
        turn.say(
                new PermissionRequested(request, deadline),
                turn.state().activeQuery().queryId(),
                null);
    }

    static void withdrawn(Turn turn, String requestId, String reason) {
        if (turn.state().permissions().pending().containsKey(requestId)) {
            turn.say(new PermissionResolved(requestId, null, By.WITHDRAWN, reason, null));
        }
    }

    /// Takes back what nobody waits for any more.
    ///
    /// @param queryId only requests of this query; null = all
    static void withdrawAll(Turn turn, @Nullable String queryId, String reason) {
        for (var pending : turn.state().pendingPermissions()) {
            if (queryId == null || pending.request().queryId().equals(queryId)) {
                withdrawn(turn, pending.request().requestId(), reason);
            }
        }
    }

    /// A person's answer. The first one wins.
    static PermissionView answer(Turn turn, String requestId, AnswerPermission answer, By by) {
        var permissions = turn.state().permissions();
        var before = permissions.resolved().get(requestId);
        if (before != null) {
            throw alreadyResolved(before.answer());
        }
        @Nullable PermissionRequested pending = permissions.pending().get(requestId);
        if (pending == null) {
            throw new SignalboxException(
                    ErrorCode.PERMISSION_NOT_FOUND,
                    "no permission request has the id " + requestId);
        }
        requireOption(pending.request().options(), answer.optionId());
        turn.touch();
        var resolved =
                new PermissionResolved(
                        requestId, answer.optionId(), by, answer.message(), answer.answers());
        resolve(turn, resolved);
        return view(pending, resolved, turn.now());
    }

    private static void resolve(Turn turn, PermissionResolved resolved) {
        turn.say(resolved);
        if (turn.supervision().isAttached()) {
            tell(turn, resolved);
        } // Else the answer is told when a runner is attached: see retell.
    }

    private static void tell(Turn turn, PermissionResolved resolved) {
        if (resolved.optionId() != null) {
            turn.then(
                    new Effect.Tell(
                            new RunnerCommand.AnswerPermission(
                                    resolved.requestId(),
                                    resolved.optionId(),
                                    resolved.message(),
                                    resolved.answers())));
        }
    }

    /// Tells a runner that was just attached of the answers of the query that runs; it ignores
    /// those that it knows.
    static void retell(Turn turn) {
        @Nullable String active = turn.state().activeQuery().queryId();
        for (var one : turn.state().permissions().resolved().values()) {
            if (one.request().request().queryId().equals(active)) {
                tell(turn, one.answer());
            }
        }
    }

    /// Resolves the requests whose deadline has passed with the first option that rejects.
    static void checkDeadlines(Turn turn) {
        for (var pending : turn.state().pendingPermissions()) {
            @Nullable Instant deadline = pending.deadline();
            if (deadline != null && !turn.now().isBefore(deadline)) {
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

    private static @Nullable String rejection(List<PermissionOption> options) {
        return options.stream()
                .filter(option -> option.kind().startsWith("reject"))
                .map(PermissionOption::id)
                .findFirst()
                .orElse(null);
    }

    private static void requireOption(List<PermissionOption> options, String optionId) {
        if (options.stream().noneMatch(option -> option.id().equals(optionId))) {
            throw new SignalboxException(
                    ErrorCode.INVALID_OPTION,
                    "'"
                            + optionId
                            + "' is not one of the options: "
                            + options.stream()
                                    .map(PermissionOption::id)
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static SignalboxException alreadyResolved(PermissionResolved before) {
        Object by = ProtocolJson.tree(before.by());
        Map<String, Object> details =
                before.optionId() == null
                        ? Map.of("by", by)
                        : Map.of("by", by, "optionId", before.optionId());
        return new SignalboxException(
                ErrorCode.PERMISSION_ALREADY_RESOLVED,
                "permission request " + before.requestId() + " was resolved before",
                details,
                null);
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
