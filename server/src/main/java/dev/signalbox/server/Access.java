package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.SessionHost;

import org.jspecify.annotations.Nullable;

/// Who may do what to which session. A session of another tenant does not exist for the caller.
final class Access {
    private final SessionHost host;

    Access(SessionHost host) {
        this.host = host;
    }

    /// @throws SignalboxException `FORBIDDEN`
    void require(Principal who, Role role) {
        if (!who.may(role)) {
            throw new SignalboxException(
                    ErrorCode.FORBIDDEN,
                    "'" + who.name() + "' has not the role " + role.wireName());
        }
    }

    /// @throws SignalboxException `FORBIDDEN`, `SESSION_NOT_FOUND`
    void require(Principal who, Role role, String sessionId) {
        require(who, role);
        if (!sees(who, sessionId)) {
            throw new SignalboxException(
                    ErrorCode.SESSION_NOT_FOUND, "no session '" + sessionId + "'");
        }
    }

    /// For what only administrators may do to the sessions of others.
    ///
    /// @throws SignalboxException `FORBIDDEN`, `SESSION_NOT_FOUND`
    void requireOwn(Principal who, String sessionId) {
        require(who, Role.PROMPTER, sessionId);
        if (!who.may(Role.ADMIN) && !host.session(sessionId).createdBy().equals(who.by())) {
            throw new SignalboxException(
                    ErrorCode.FORBIDDEN,
                    "'" + who.name() + "' did not create session '" + sessionId + "'");
        }
    }

    /// The tenant that a request is about: the one that it names, else the caller's own.
    ///
    /// @param what the caller may not do in another one, for the message
    /// @throws SignalboxException `FORBIDDEN`
    static String tenant(Principal who, @Nullable String named, String what) {
        if (named == null) {
            return who.tenantForNew();
        }
        if (who.tenant() != null && !who.tenant().equals(named)) {
            throw new SignalboxException(
                    ErrorCode.FORBIDDEN,
                    "'" + who.name() + "' may " + what + " of tenant '" + who.tenant() + "' only");
        }
        return named;
    }

    /// Whether the session is one of the principal's tenant.
    boolean sees(Principal who, String sessionId) {
        return who.tenant() == null || host.session(sessionId).tenant().equals(who.tenant());
    }
}
