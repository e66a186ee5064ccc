package dev.signalbox.state;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.PermissionGrant;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.SessionEvent.PermissionRequested;
import dev.signalbox.protocol.SessionEvent.PermissionResolved;
import dev.signalbox.protocol.SessionEvent.PermissionRevoked;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.TreePMap;

import java.time.Instant;

/// What the agent asked a person. Immutable.
///
/// - `session:permission:requested` of an unknown id adds a pending request.
/// - `session:permission:resolved` of a pending one moves it to the resolved ones, for ever. When a
///   person chose an option of kind `allow_always` it adds a grant, unless one covers as much.
/// - `session:permission:revoked` takes the grant away.
/// - Everything else changes nothing.
///
/// @param pending by id, the oldest first
/// @param resolved how each request that no longer waits ended, by id
/// @param grants what needs no person any more, by id, the oldest first
public record Permissions(
        OrderedPMap<String, PermissionRequested> pending,
        TreePMap<String, Resolved> resolved,
        OrderedPMap<String, PermissionGrant> grants) {
    public static final Permissions EMPTY =
            new Permissions(OrderedPMap.empty(), TreePMap.empty(), OrderedPMap.empty());

    /// The kind of an option whose choice holds for later requests too.
    public static final String ALLOW_ALWAYS = "allow_always";

    /// A request that no longer waits.
    ///
    /// @param resolvedAt from the envelope
    public record Resolved(
            PermissionRequested request, PermissionResolved answer, Instant resolvedAt) {}

    Permissions on(Envelope envelope) {
        return switch (envelope.event()) {
            case PermissionRequested requested -> request(requested);
            case PermissionResolved answer -> resolve(answer, envelope.at());
            case PermissionRevoked(String grantId, _) ->
                    new Permissions(pending, resolved, grants.minus(grantId));
            default -> this; // The other events are not about permissions.
        };
    }

    private Permissions request(PermissionRequested requested) {
        String id = requested.request().requestId();
        return pending.containsKey(id) || resolved.containsKey(id)
                ? this
                : new Permissions(pending.plus(id, requested), resolved, grants);
    }

    private Permissions resolve(PermissionResolved answer, Instant at) {
        String id = answer.requestId();
        var request = pending.get(id);
        return request == null
                ? this
                : new Permissions(
                        pending.minus(id),
                        resolved.plus(id, new Resolved(request, answer, at)),
                        granted(request.request(), answer, at));
    }

    private OrderedPMap<String, PermissionGrant> granted(
            StreamEvent.PermissionRequested request, PermissionResolved answer, Instant at) {
        boolean isForEver =
                answer.by() instanceof By.Principal
                        && request.kind() != PermissionKind.QUESTION
                        && request.options().stream()
                                .anyMatch(option ->
                                        option.id().equals(answer.optionId())
                                                && option.kind().equals(ALLOW_ALWAYS));
        return isForEver && grantFor(request) == null
                ? grants.plus(request.requestId(), PermissionGrant.of(request, answer.by(), at))
                : grants;
    }

    /// The grant that covers a request; null when a person is to be asked.
    public @Nullable PermissionGrant grantFor(StreamEvent.PermissionRequested request) {
        for (var grant : grants.values()) {
            if (grant.covers(request)) {
                return grant;
            }
        }
        return null;
    }
}
