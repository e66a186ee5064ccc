package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Requests.TicketUse;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.access.SignInFile;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;

/// The door: from what a caller shows to who it is. How much one may ask, and how often one may be
/// wrong.
final class Admission {
    static final String REFUSAL =
            "send 'Authorization: Bearer TOKEN' with the token of DATA/token, or an API key or"
                    + " identity token that is neither revoked nor expired";
    static final String NO_LONGER =
            "the token is no longer valid: it was revoked, has expired, or was signed out";

    private static final String SCHEME = "Bearer ";

    private final Authenticator authenticator;
    private final RequestRates rates;
    private final Tickets tickets;
    private final BrowserSessions browsers;

    Admission(
            Authenticator authenticator,
            RequestRates rates,
            SignInFile signIns,
            InstantSource clock) {
        this.authenticator = authenticator;
        this.rates = rates;
        tickets = new Tickets(clock, System::nanoTime);
        browsers = new BrowserSessions(authenticator, signIns, clock, System::nanoTime);
    }

    /// What a request shows of who sends it; null is what it does not have.
    ///
    /// @param address where it comes from
    /// @param authorization the header; when it is there nothing else counts
    /// @param ticket of the address, where tickets count
    /// @param cookie of a browser that signed in; counts with the token only
    record Shown(
            String address,
            @Nullable String authorization,
            @Nullable String ticket,
            @Nullable String cookie,
            @Nullable String token) {}

    /// Who sends a request, which is counted as one of theirs.
    ///
    /// @throws SignalboxException `UNAUTHENTICATED`; `RATE_LIMITED` to who asks too often, or is wrong
    ///   too often; `ISSUER_UNAVAILABLE`
    Credentials admit(Shown shown) {
        @Nullable Credentials known;
        String refusal = REFUSAL;
        if (shown.authorization() != null) {
            known = byHeader(shown.authorization());
        } else if (shown.ticket() != null) {
            known = tickets.take(shown.ticket(), TicketUse.STREAM);
            refusal = "there is no such ticket: each opens one stream, once, within 30 s";
        } else if (shown.cookie() != null) {
            known = shown.token() == null ? null : browsers.of(shown.cookie(), shown.token());
            refusal =
                    "nobody is signed in here: the cookie counts only with the header "
                            + SignInResource.TOKEN_HEADER
                            + " that came with it, and ends after a while; sign in again";
        } else {
            known = null;
        }
        if (known == null) {
            rates.failed(shown.address());
            throw new SignalboxException(ErrorCode.UNAUTHENTICATED, refusal);
        }
        rates.asked(known.who());
        return known;
    }

    /// Who has a token, at the first frame of a WebSocket.
    ///
    /// @throws SignalboxException as [#admit]
    Credentials byToken(String address, String token) {
        @Nullable Credentials known = Credentials.of(authenticator, token);
        if (known == null) {
            rates.failed(address);
            throw new SignalboxException(ErrorCode.UNAUTHENTICATED, "the token is not valid");
        }
        rates.asked(known.who());
        return known;
    }

    /// Who has a ticket of a sign-in link.
    ///
    /// @throws SignalboxException as [#admit]
    Credentials bySignInTicket(String address, String ticket) {
        @Nullable Credentials known = tickets.take(ticket, TicketUse.SIGNIN);
        if (known == null) {
            rates.failed(address);
            throw new SignalboxException(
                    ErrorCode.UNAUTHENTICATED,
                    "this sign-in link was used already, or is older than ten minutes: 'signalbox"
                            + " signin' prints a new one");
        }
        rates.asked(known.who());
        return known;
    }

    /// Counts a frame as a request of this principal.
    ///
    /// @throws SignalboxException `RATE_LIMITED`
    void count(Principal who) {
        rates.asked(who);
    }

    Tickets tickets() {
        return tickets;
    }

    BrowserSessions browsers() {
        return browsers;
    }

    private @Nullable Credentials byHeader(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Credentials.of(authenticator, header.substring(SCHEME.length()).strip())
                : null;
    }
}
