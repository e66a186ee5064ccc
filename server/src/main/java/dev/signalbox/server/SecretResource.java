package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Requests.PutSecret;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.access.KeyStore;
import dev.signalbox.server.secrets.Secrets;

/// Secrets for agents: administrators give and take them, who may create sessions sees their names.
final class SecretResource {
    static final String PATH = "/api/v1/secrets";

    private final Secrets secrets;
    private final Access access;

    SecretResource(Secrets secrets, Access access) {
        this.secrets = secrets;
        this.access = access;
    }

    void list(Call call) {
        access.require(call.who(), Role.PROMPTER);
        call.answer(200, secrets.list(call.who().tenant()));
    }

    void put(Call call) {
        access.require(call.who(), Role.ADMIN);
        String tenant = tenant(call);
        String value = call.body(PutSecret.class).value();
        var put = secrets.put(tenant, call.pathParameter("name"), value, call.who().by());
        call.answer(put.isNew() ? 201 : 200, put.secret());
    }

    void remove(Call call) {
        access.require(call.who(), Role.ADMIN);
        secrets.remove(tenant(call), call.pathParameter("name"), call.who().by());
        call.answerNothing(204);
    }

    private static String tenant(Call call) {
        String tenant =
                Access.tenant(call.who(), call.query().text("tenant"), "change the secrets");
        if (!KeyStore.isTenant(tenant)) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "parameter 'tenant' must have 1 to 64 letters, digits or . _ -, not '"
                            + tenant
                            + "'");
        }
        return tenant;
    }
}
