package dev.signalbox.server;

import dev.signalbox.protocol.Requests.CreateKey;
import dev.signalbox.server.access.Keys;

/// API keys, for administrators: those of one tenant see and make only its keys.
final class KeyResource {
    static final String PATH = "/api/v1/keys";

    private final Keys keys;
    private final Access access;
    private final Idempotency idempotency;
    private final Runnable onRevoke;

    /// @param onRevoke called when a key opens nothing any more
    KeyResource(Keys keys, Access access, Idempotency idempotency, Runnable onRevoke) {
        this.keys = keys;
        this.access = access;
        this.idempotency = idempotency;
        this.onRevoke = onRevoke;
    }

    void list(Call call) {
        access.require(call.who(), Role.ADMIN);
        call.answer(200, keys.list(call.who().tenant()));
    }

    void create(Call call) {
        access.require(call.who(), Role.ADMIN);
        var request = call.body(CreateKey.class);
        String tenant = Access.tenant(call.who(), request.tenant(), "make keys");
        call.answerOnce(
                idempotency,
                PATH,
                request,
                () -> {
                    var key = keys.create(request, tenant, call.who().by());
                    call.made(key.id());
                    return Idempotency.Answer.of(201, key);
                });
    }

    void revoke(Call call) {
        access.require(call.who(), Role.ADMIN);
        try {
            keys.revoke(call.pathParameter("keyId"), call.who().tenant());
        } finally {
            onRevoke.run(); // A key that could not be written off opens nothing either.
        }
        call.answerNothing(204);
    }
}
