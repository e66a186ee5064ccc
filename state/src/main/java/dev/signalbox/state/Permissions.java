package dev.signalbox.state;

import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.SessionEvent.PermissionRequested;
import dev.signalbox.protocol.SessionEvent.PermissionResolved;

import org.pcollections.OrderedPMap;
import org.pcollections.TreePMap;

import java.time.Instant;

/// What the agent asked a person. Immutable.
///
/// - `session:permission:requested` of an unknown id adds a pending request.
/// - `session:permission:resolved` of a pending one moves it to the resolved ones, for ever.
/// - Everything else changes nothing.
///
/// @param pending by id, the oldest first
/// @param resolved how each request that no longer waits ended, by id
public record Permissions(
        OrderedPMap<String, PermissionRequested> pending, TreePMap<String, Resolved> resolved) {
    public static final Permissions EMPTY = new Permissions(OrderedPMap.empty(), TreePMap.empty());

    /// A request that no longer waits.
    ///
    /// @param resolvedAt from the envelope
    public record Resolved(
            PermissionRequested request, PermissionResolved answer, Instant resolvedAt) {}

    Permissions on(Envelope envelope) {
        return switch (envelope.event()) {
            case PermissionRequested requested -> request(requested);
            case PermissionResolved answer -> resolve(answer, envelope.at());
            default -> this; // The other events are not about permissions.
        };
    }

    private Permissions request(PermissionRequested requested) {
        String id = requested.request().requestId();
        return pending.containsKey(id) || resolved.containsKey(id)
                ? this
                : new Permissions(pending.plus(id, requested), resolved);
    }

    private Permissions resolve(PermissionResolved answer, Instant at) {
        String id = answer.requestId();
        var request = pending.get(id);
        return request == null
                ? this
                : new Permissions(
                        pending.minus(id), resolved.plus(id, new Resolved(request, answer, at)));
    }
}
