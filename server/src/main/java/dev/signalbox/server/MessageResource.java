package dev.signalbox.server;

import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.runtime.SessionHost;

/// What is said to an agent: messages, interrupts, answers to permission requests.
final class MessageResource {
    private final SessionHost host;
    private final Access access;
    private final Idempotency idempotency;

    MessageResource(SessionHost host, Access access, Idempotency idempotency) {
        this.host = host;
        this.access = access;
        this.idempotency = idempotency;
    }

    /// Where messages of a session go; the scope of their idempotency keys.
    static String path(String sessionId) {
        return SessionResource.PATH + "/" + sessionId + "/messages";
    }

    void send(Call call) {
        access.require(call.who(), Role.PROMPTER, call.sessionId());
        var message = call.body(SendMessage.class);
        call.answerOnce(
                idempotency,
                path(call.sessionId()),
                message,
                () ->
                        Idempotency.Answer.of(
                                202, host.message(call.sessionId(), message, call.who().by())));
    }

    void interrupt(Call call) {
        access.require(call.who(), Role.PROMPTER, call.sessionId());
        call.answerOnce(
                idempotency,
                SessionResource.PATH + "/" + call.sessionId() + "/interrupt",
                null,
                () ->
                        Idempotency.Answer.of(
                                202, host.interrupt(call.sessionId(), call.who().by())));
    }

    void takeBack(Call call) {
        access.require(call.who(), Role.PROMPTER, call.sessionId());
        host.cancelQueued(call.sessionId(), call.pathParameter("queryId"), call.who().by());
        call.answerNothing(204);
    }

    void permissions(Call call) {
        access.require(call.who(), Role.VIEWER, call.sessionId());
        call.answer(200, host.permissions(call.sessionId()));
    }

    void permit(Call call) {
        access.require(call.who(), Role.APPROVER, call.sessionId());
        var answer = call.body(AnswerPermission.class);
        String requestId = call.pathParameter("requestId");
        call.answerOnce(
                idempotency,
                SessionResource.PATH + "/" + call.sessionId() + "/permissions/" + requestId,
                answer,
                () ->
                        Idempotency.Answer.of(
                                200,
                                host.answer(call.sessionId(), requestId, answer, call.who().by())));
    }

    void grants(Call call) {
        access.require(call.who(), Role.VIEWER, call.sessionId());
        call.answer(200, host.permissionGrants(call.sessionId()));
    }

    void revoke(Call call) {
        access.require(call.who(), Role.APPROVER, call.sessionId());
        host.revokeGrant(call.sessionId(), call.pathParameter("grantId"), call.who().by());
        call.answerNothing(204);
    }
}
