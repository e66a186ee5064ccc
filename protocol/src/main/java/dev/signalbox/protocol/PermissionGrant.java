package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;

/// What a person allowed once and for all: the server answers later requests that it covers by
/// itself, until it is revoked.
///
/// @param id of the request whose answer it was
/// @param rule what it covers, in the words of the agent; absent: the very same input only
/// @param input what was asked for, where there is no rule
/// @param grantedBy who chose the option of kind `allow_always`
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PermissionGrant(
        String id,
        String toolName,
        @Nullable String rule,
        @Nullable JsonNode input,
        @Nullable String title,
        By grantedBy,
        Instant at) {
    public PermissionGrant {
        Require.field(id, "grant.id");
        Require.field(toolName, "grant.toolName");
        Require.field(grantedBy, "grant.grantedBy");
        Require.field(at, "grant.at");
    }

    /// What an answer of kind `allow_always` to a request grants.
    public static PermissionGrant of(
            StreamEvent.PermissionRequested request, By grantedBy, Instant at) {
        return new PermissionGrant(
                request.requestId(),
                request.toolName(),
                request.rule(),
                request.rule() == null ? request.input() : null,
                request.title(),
                grantedBy,
                at);
    }

    /// Whether a request needs no person because of this. One that comes with a rule is covered by
    /// the same rule, one without by the same input; a question is never covered.
    public boolean covers(StreamEvent.PermissionRequested request) {
        if (request.kind() == PermissionKind.QUESTION || !request.toolName().equals(toolName)) {
            return false;
        }
        return rule == null
                ? request.rule() == null && request.input().equals(input)
                : rule.equals(request.rule());
    }
}
