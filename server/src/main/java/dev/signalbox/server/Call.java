package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// One REST request of an authenticated caller, and its answer.
final class Call {
    static final String CREDENTIALS = "signalbox.credentials";
    private static final String JSON = "application/json";
    private static final String REPLAYED = "Idempotency-Replayed";

    /// Of all but sessions, what names the thing that a request is about.
    private static final List<String> TARGETS =
            List.of("queryId", "requestId", "grantId", "keyId", "name");

    private final Context http;
    private final int maxBodyBytes;
    private @Nullable Principal acting;
    private @Nullable String madeSession;
    private @Nullable String madeOther;

    Call(Context http, int maxBodyBytes) {
        this.http = http;
        this.maxBodyBytes = maxBodyBytes;
    }

    /// Who calls. Set before any handler runs.
    Principal who() {
        return credentials().who();
    }

    /// What the caller showed.
    Credentials credentials() {
        @Nullable Credentials shown = http.attribute(CREDENTIALS);
        if (shown == null) {
            throw new SignalboxException(ErrorCode.UNAUTHENTICATED, Admission.REFUSAL);
        }
        return shown;
    }

    /// Who it is, for the audit log, where a request shows it in its body.
    void actsAs(Principal who) {
        acting = who;
    }

    /// What was made, for the audit log: the path does not say it.
    void madeSession(String id) {
        madeSession = id;
    }

    /// What else was made, for the audit log.
    void made(String id) {
        madeOther = id;
    }

    /// What this is to the audit log; null for a repetition, by which nothing was done, and for what
    /// nobody who is known asked for.
    Auditor.@Nullable Deed deed(String action) {
        @Nullable Credentials shown = http.attribute(CREDENTIALS);
        @Nullable Principal who = acting == null && shown != null ? shown.who() : acting;
        if (who == null || http.res().containsHeader(REPLAYED)) {
            return null;
        }
        var path = http.pathParamMap();
        @Nullable String target = madeOther;
        for (var name : TARGETS) {
            target = path.getOrDefault(name, target);
        }
        return new Auditor.Deed(
                who, action, path.getOrDefault("id", madeSession), target, http.ip());
    }

    String sessionId() {
        return http.pathParam("id");
    }

    String pathParameter(String name) {
        return http.pathParam(name);
    }

    Query query() {
        return new Query(http::queryParam);
    }

    @Nullable String header(String name) {
        return http.header(name);
    }

    Context http() {
        return http;
    }

    /// The body as JSON. Never reads more than the limit.
    ///
    /// @throws SignalboxException `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `BAD_REQUEST` that
    ///   says where it is wrong
    <T> T body(Class<T> type) {
        byte[] body = readBody();
        if (body.length == 0) {
            requireJson();
            throw new SignalboxException(ErrorCode.BAD_REQUEST, "the body is empty: send JSON");
        }
        return parse(body, type);
    }

    private <T> T parse(byte[] body, Class<T> type) {
        requireJson();
        try {
            return ProtocolJson.read(body, type);
        } catch (ProtocolException e) {
            throw new SignalboxException(ErrorCode.BAD_REQUEST, Problems.describe(e), e);
        }
    }

    /// As [#body]; the other one where there is none.
    <T> T bodyOr(Class<T> type, T otherwise) {
        byte[] body = readBody();
        return body.length == 0 ? otherwise : parse(body, type);
    }

    /// Where the request comes from.
    String address() {
        return http.req().getRemoteAddr();
    }

    /// Answers with JSON.
    void answer(int status, Object body) {
        http.status(status).contentType(JSON).result(ProtocolJson.writeBytes(body));
    }

    /// Answers with JSON that is written already.
    void answerJson(byte[] json) {
        http.status(200).contentType(JSON).result(json);
    }

    void answerNothing(int status) {
        http.status(status);
    }

    /// Answers a POST, once for each `Idempotency-Key`.
    ///
    /// @param request what the body said; null when there is none
    void answerOnce(
            Idempotency idempotency,
            String path,
            @Nullable Object request,
            Supplier<Idempotency.Answer> work) {
        var answer = idempotency.once(who(), path, header("Idempotency-Key"), request, work);
        http.status(answer.status());
        if (answer.isReplay()) {
            http.header(REPLAYED, "true");
        }
        if (answer.body().length > 0) {
            http.contentType(JSON).result(answer.body());
        }
    }

    private byte[] readBody() {
        if (http.req().getContentLengthLong() > maxBodyBytes) {
            throw tooLarge();
        }
        try (InputStream in = http.req().getInputStream()) {
            byte[] body = in.readNBytes(maxBodyBytes + 1);
            if (body.length > maxBodyBytes) {
                throw tooLarge();
            }
            return body;
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST, "the body could not be read to its end", e);
        }
    }

    private void requireJson() {
        @Nullable String type = http.contentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
            throw new SignalboxException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "'" + type + "' is not understood: send Content-Type: " + JSON);
        }
    }

    private SignalboxException tooLarge() {
        // What is left of the body is not worth reading.
        http.header("Connection", "close");
        return new SignalboxException(
                ErrorCode.PAYLOAD_TOO_LARGE, "the body is over " + maxBodyBytes + " bytes");
    }
}
