package dev.signalbox.server;

import dev.signalbox.server.audit.AuditLog;

/// The audit log, for administrators: those of one tenant see what its principals did.
final class AuditResource {
    static final String PATH = "/api/v1/audit";

    private final AuditLog log;
    private final Access access;

    AuditResource(AuditLog log, Access access) {
        this.log = log;
        this.access = access;
    }

    void list(Call call) {
        access.require(call.who(), Role.ADMIN);
        var query = call.query();
        call.answer(
                200,
                log.list(
                        new AuditLog.Query(
                                call.who().tenant(),
                                query.text("principal"),
                                query.text("action"),
                                query.text("sessionId"),
                                query.moment("since"),
                                query.moment("until"),
                                query.text("cursor"),
                                query.limit())));
    }
}
