package dev.signalbox.server;

import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.runtime.SessionHost;

/// Sessions and their execution environments.
final class SessionResource {
    static final String PATH = "/api/v1/sessions";

    private final SessionHost host;
    private final Access access;
    private final Idempotency idempotency;

    SessionResource(SessionHost host, Access access, Idempotency idempotency) {
        this.host = host;
        this.access = access;
        this.idempotency = idempotency;
    }

    void create(Call call) {
        access.require(call.who(), Role.PROMPTER);
        var request = call.body(CreateSession.class);
        call.answerOnce(
                idempotency,
                PATH,
                request,
                () -> {
                    var who = call.who();
                    var created = host.create(request, who.tenantForNew(), who.by());
                    call.madeSession(created.session().id());
                    call.http().header("Location", PATH + "/" + created.session().id());
                    return Idempotency.Answer.of(created.isNew() ? 201 : 200, created.session());
                });
    }

    void list(Call call) {
        access.require(call.who(), Role.VIEWER);
        var query = call.query();
        call.answer(
                200,
                host.sessions(
                        new SessionHost.ListRequest(
                                call.who().tenant(),
                                query.oneOf("status", EnvironmentStatus.class),
                                query.text("agent"),
                                query.flag("active"),
                                query.text("q"),
                                query.text("cursor"),
                                query.limit())));
    }

    void get(Call call) {
        access.require(call.who(), Role.VIEWER, call.sessionId());
        call.answer(200, host.session(call.sessionId()));
    }

    void patch(Call call) {
        access.require(call.who(), Role.PROMPTER, call.sessionId());
        var patch = call.body(PatchSession.class);
        call.answer(200, host.patch(call.sessionId(), patch, call.who().by()));
    }

    void delete(Call call) {
        access.requireOwn(call.who(), call.sessionId());
        host.delete(call.sessionId(), call.who().by());
        call.answerNothing(204);
    }

    void snapshot(Call call) {
        access.require(call.who(), Role.VIEWER, call.sessionId());
        call.answer(200, host.snapshot(call.sessionId()));
    }

    void environment(Call call, EnvironmentAction action, String name) {
        access.requireOwn(call.who(), call.sessionId());
        call.answerOnce(
                idempotency,
                PATH + "/" + call.sessionId() + "/environment/" + name,
                null,
                () -> {
                    host.environment(call.sessionId(), action, call.who().by());
                    return Idempotency.Answer.empty(202);
                });
    }
}
