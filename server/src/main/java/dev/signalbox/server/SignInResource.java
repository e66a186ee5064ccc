package dev.signalbox.server;

import dev.signalbox.protocol.Replies.PrincipalView;
import dev.signalbox.protocol.Replies.SignedIn;
import dev.signalbox.protocol.Requests.CreateTicket;
import dev.signalbox.protocol.Requests.SignIn;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;

/// Browsers: signing in and out, tickets for what cannot send headers; and who somebody is.
final class SignInResource {
    static final String SIGN_IN = "/api/v1/signin";
    static final String SIGN_OUT = "/api/v1/signout";
    static final String TICKETS = "/api/v1/tickets";
    static final String ME = "/api/v1/me";

    /// The other half of a cookie.
    static final String TOKEN_HEADER = "Signalbox-Csrf";

    private static final String COOKIE = "signalbox_";

    private final Admission admission;
    private final Access access;
    private final Runnable onSignOut;

    /// @param onSignOut called when a browser is signed out
    SignInResource(Admission admission, Access access, Runnable onSignOut) {
        this.admission = admission;
        this.access = access;
        this.onSignOut = onSignOut;
    }

    /// The cookie's name: a browser keeps one jar for all ports of a host.
    static String cookieName(Context http) {
        return COOKIE + http.req().getLocalPort();
    }

    void me(Call call) {
        call.answer(200, view(call.who()));
    }

    void ticket(Call call) {
        access.require(call.who(), Role.VIEWER);
        var request = call.bodyOr(CreateTicket.class, CreateTicket.USUAL);
        call.answer(201, admission.tickets().issue(call.credentials(), request.useOrDefault()));
    }

    /// By a bearer token in the header, or by the ticket of a sign-in link: never by a cookie, which
    /// would then never end.
    void signIn(Call call) {
        var request = call.bodyOr(SignIn.class, SignIn.BY_HEADER);
        var shown =
                request.ticket() == null
                        ? call.credentials()
                        : admission.bySignInTicket(call.address(), request.ticket());
        call.actsAs(shown.who());
        access.require(shown.who(), Role.VIEWER);
        var opened = admission.browsers().open(shown);
        setCookie(call.http(), opened.cookie(), BrowserSessions.LIFE.toSeconds());
        var who = view(shown.who());
        call.answer(
                200,
                new SignedIn(
                        who.name(), who.roles(), who.tenant(), opened.token(), opened.expiresAt()));
    }

    void signOut(Call call) {
        @Nullable String cookie = call.http().cookie(cookieName(call.http()));
        if (cookie != null) {
            admission.browsers().close(cookie);
            onSignOut.run();
        }
        setCookie(call.http(), "", 0);
        call.answerNothing(204);
    }

    private static void setCookie(Context http, String value, long seconds) {
        http.header(
                "Set-Cookie",
                cookieName(http)
                        + "="
                        + value
                        + "; Path=/api/; Max-Age="
                        + seconds
                        + "; HttpOnly; SameSite=Strict"
                        + (isSecure(http) ? "; Secure" : ""));
    }

    /// A proxy with TLS may be before us: the browser says by what scheme it came.
    private static boolean isSecure(Context http) {
        String origin = Objects.requireNonNullElse(http.header("Origin"), "");
        return http.req().isSecure() || origin.toLowerCase(Locale.ROOT).startsWith("https://");
    }

    private static PrincipalView view(Principal who) {
        var roles = new TreeSet<String>();
        who.roles().forEach(role -> roles.add(role.wireName()));
        return new PrincipalView(who.name(), roles.stream().toList(), who.tenant());
    }
}
