package dev.signalbox.server;

import dev.signalbox.protocol.ClientFrame;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.ServerFrame;
import dev.signalbox.protocol.ServerFrame.Joined;
import dev.signalbox.protocol.ServerFrame.Reply;
import dev.signalbox.protocol.ServerFrame.ReplyError;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.EventFeed.OpenResult;
import dev.signalbox.runtime.SessionHost;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Answers the frames of one client, one after the other. What is wrong with a request is its
/// reply; only what is no JSON object ends the connection.
final class WebSocketRequests {
    private static final int JOINS_MAX = 4_096;

    private final WebSocketContext context;
    private final SessionHost host;
    private final EventPump pump;
    private final Runnable batch;
    private final Consumer<Principal> admission;
    private final String address;
    private volatile @Nullable Credentials credentials;
    private volatile boolean isAdmitted;

    /// @param batch called when the client takes several objects in a frame
    /// @param admission counts the connection as one of a principal's; throws `OVERLOADED`
    /// @param address where the client is
    WebSocketRequests(
            WebSocketContext context,
            EventPump pump,
            Runnable batch,
            Consumer<Principal> admission,
            String address) {
        this.context = context;
        this.host = context.host();
        this.pump = pump;
        this.batch = batch;
        this.admission = admission;
        this.address = address;
    }

    /// From now on the client is this one.
    ///
    /// @throws SignalboxException `OVERLOADED`, and it is nobody
    void admit(Credentials shown) {
        isAdmitted = false;
        admission.accept(shown.who());
        credentials = shown;
        isAdmitted = true;
    }

    /// What the client showed last; null while it has shown nothing.
    @Nullable Credentials credentials() {
        return credentials;
    }

    boolean isAuthenticated() {
        return isAdmitted;
    }

    /// Answers a frame. Waits while more replies wait than the client takes.
    ///
    /// @return false when the connection ends and no further frame counts
    boolean handle(byte[] text) throws InterruptedException {
        ObjectNode tree;
        try {
            tree = ProtocolJson.readObject(text);
        } catch (ProtocolException e) {
            return finish(CloseCode.BAD_FRAME, "a frame is one JSON object");
        }
        @Nullable String id = tree.path("id").isString() ? tree.path("id").stringValue() : null;
        try {
            return answer(ProtocolJson.bind(tree, ClientFrame.class));
        } catch (ProtocolException | RuntimeException e) {
            var failure = Problems.failure(e, "websocket " + tree.path("type").asString(""));
            var error =
                    new ReplyError(
                            failure.code().name(),
                            failure.code().title(),
                            failure.detail(),
                            failure.code().retryable(),
                            failure.others());
            context.metrics().refused(failure.code());
            send(new Reply(id, false, null, error));
            if (isAuthenticated()) {
                return true;
            }
            return switch (failure.code()) {
                case OVERLOADED, RATE_LIMITED ->
                        finish(CloseCode.TOO_MANY, Problems.closeReason(failure.detail()));
                case ISSUER_UNAVAILABLE ->
                        finish(CloseCode.RESTARTING, Problems.closeReason(failure.detail()));
                case UNAUTHENTICATED ->
                        finish(CloseCode.UNAUTHENTICATED, Problems.closeReason(failure.detail()));
                default -> finish(CloseCode.UNAUTHENTICATED, "the first frame is auth");
            };
        }
    }

    private boolean answer(ClientFrame frame) throws InterruptedException {
        if (frame instanceof ClientFrame.Auth auth) {
            authenticate(auth);
            return true;
        }
        Principal who = who();
        context.admission().count(who);
        switch (frame) {
            case ClientFrame.Join join -> join(join, who);
            case ClientFrame.Leave(var id, var sessionId) ->
                    pump.submit(new Order.Detach(sessionId, ok(id, ProtocolJson.object())));
            case ClientFrame.Message message -> reply(message.id(), message(message, who));
            case ClientFrame.Interrupt(var id, var sessionId) ->
                    reply(
                            id,
                            audited(
                                    deed(who, Deeds.INTERRUPT, sessionId, null),
                                    () -> interrupt(sessionId, who)));
            case ClientFrame.Permission permission ->
                    reply(
                            permission.id(),
                            audited(
                                    deed(
                                            who,
                                            Deeds.ANSWER,
                                            permission.sessionId(),
                                            permission.requestId()),
                                    () -> permission(permission, who)));
            case ClientFrame.Watch(var id) -> watch(id, who);
            case ClientFrame.Unwatch(var id) ->
                    pump.submit(new Order.Unwatch(ok(id, ProtocolJson.object())));
            case ClientFrame.Unknown unknown ->
                    throw new SignalboxException(
                            ErrorCode.BAD_REQUEST, "unknown type '" + unknown.type() + "'");
            case ClientFrame.Auth _ -> {} // Answered above.
        }
        return true;
    }

    /// Who asks, asked anew for every request.
    ///
    /// @throws SignalboxException `UNAUTHENTICATED`, and the client is nobody
    private Principal who() {
        @Nullable Credentials shown = credentials;
        if (shown == null || !isAdmitted) {
            throw new SignalboxException(
                    ErrorCode.UNAUTHENTICATED, "the first frame is {\"type\":\"auth\",\"token\"}");
        }
        @Nullable Principal who = shown.again();
        if (who == null) {
            isAdmitted = false;
            throw new SignalboxException(ErrorCode.UNAUTHENTICATED, Admission.NO_LONGER);
        }
        return who;
    }

    private void authenticate(ClientFrame.Auth auth) throws InterruptedException {
        isAdmitted = false; // Who shows another token is nobody until it is accepted.
        admit(context.admission().byToken(address, auth.token()));
        reply(auth.id(), ProtocolJson.object());
    }

    private void join(ClientFrame.Join join, Principal who) throws InterruptedException {
        context.access().require(who, Role.VIEWER, join.sessionId());
        if (join.after() != null && join.after() < 0) {
            throw new SignalboxException(ErrorCode.BAD_REQUEST, "field 'after' is below 0");
        }
        if (pump.joinedCount() >= JOINS_MAX) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "more than " + JOINS_MAX + " sessions on one connection: leave some");
        }
        if (Boolean.TRUE.equals(join.batch())) {
            batch.run();
        }
        var subscription = pump.subscription(join.sessionId());
        var filter = join.filter() == null ? EventFilter.ALL : join.filter();
        var result =
                host.feed()
                        .open(
                                join.sessionId(),
                                join.after(),
                                join.epoch(),
                                filter,
                                subscription::wake);
        switch (result) {
            case OpenResult.Opened(var cursor, var headSeq, var epoch, var runtime) ->
                    pump.submit(
                            new Order.Attach(
                                    subscription.opened(cursor, headSeq, epoch),
                                    ok(
                                            join.id(),
                                            ProtocolJson.tree(
                                                    new Joined(headSeq, epoch, runtime)))));
            case OpenResult.Resync(var reason, var headSeq, var epoch) -> {
                var runtime = host.session(join.sessionId()).runtime();
                reply(join.id(), new Joined(headSeq, epoch, runtime));
                send(new ServerFrame.Resync(join.sessionId(), reason, headSeq, epoch));
            }
        }
    }

    private Auditor.Deed deed(
            Principal who, String action, String sessionId, @Nullable String target) {
        return new Auditor.Deed(who, action, sessionId, target, address);
    }

    private <T> T audited(Auditor.Deed deed, Supplier<T> work) {
        return context.auditor().<T, RuntimeException>audited(() -> deed, work::get);
    }

    private JsonNode message(ClientFrame.Message frame, Principal who) {
        String sessionId = frame.sessionId();
        var done = new AtomicReference<Idempotency.@Nullable Answer>();
        return context.auditor()
                .<JsonNode, RuntimeException>audited(
                        () -> isReplay(done) ? null : deed(who, Deeds.SEND, sessionId, null),
                        () -> {
                            context.access().require(who, Role.PROMPTER, sessionId);
                            var answer = message(frame, sessionId, who);
                            done.set(answer);
                            return answer.tree();
                        });
    }

    private static boolean isReplay(AtomicReference<Idempotency.@Nullable Answer> done) {
        Idempotency.@Nullable Answer answer = done.get();
        return answer != null && answer.isReplay();
    }

    private Idempotency.Answer message(ClientFrame.Message frame, String sessionId, Principal who) {
        var message = new SendMessage(frame.content(), frame.messageId(), frame.mode());
        return context.idempotency()
                .once(
                        who,
                        MessageResource.path(sessionId),
                        frame.idempotencyKey(),
                        message,
                        () ->
                                Idempotency.Answer.of(
                                        202, host.message(sessionId, message, who.by())));
    }

    private Object interrupt(String sessionId, Principal who) {
        context.access().require(who, Role.PROMPTER, sessionId);
        return host.interrupt(sessionId, who.by());
    }

    private Object permission(ClientFrame.Permission frame, Principal who) {
        context.access().require(who, Role.APPROVER, frame.sessionId());
        return host.answer(
                frame.sessionId(),
                frame.requestId(),
                new AnswerPermission(frame.optionId(), frame.message(), frame.answers()),
                who.by());
    }

    private void watch(@Nullable String id, Principal who) throws InterruptedException {
        context.access().require(who, Role.VIEWER);
        var watching =
                new Watching(
                        context.watch().open(pump::wake),
                        sessionId -> isVisible(who, sessionId),
                        System.nanoTime());
        pump.submit(new Order.Watch(watching, ok(id, ProtocolJson.object())));
    }

    /// A session that is gone is nobody's: only who sees all tenants hears of it.
    private boolean isVisible(Principal who, String sessionId) {
        try {
            return context.access().sees(who, sessionId);
        } catch (SignalboxException e) {
            return false;
        }
    }

    private void reply(@Nullable String id, Object data) throws InterruptedException {
        byte @Nullable [] reply = ok(id, ProtocolJson.tree(data));
        if (reply != null) {
            pump.submit(new Order.Say(reply));
        }
    }

    /// Null when the client wants no reply.
    private static byte @Nullable [] ok(@Nullable String id, JsonNode data) {
        return id == null ? null : ProtocolJson.writeBytes(Reply.ok(id, data));
    }

    private void send(ServerFrame frame) throws InterruptedException {
        pump.submit(new Order.Say(ProtocolJson.writeBytes(frame)));
    }

    private boolean finish(int code, String reason) throws InterruptedException {
        pump.submit(new Order.Finish(code, reason));
        return false;
    }
}
