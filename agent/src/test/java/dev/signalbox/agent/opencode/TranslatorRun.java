package dev.signalbox.agent.opencode;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.StreamEvent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A translator as the driver has it, in session `s`, and all that came of it.
final class TranslatorRun implements Outside {
    final List<StreamEvent> events = new ArrayList<>();
    final List<Reply> replies = new ArrayList<>();
    final List<Long> retries = new ArrayList<>();
    final List<Runnable> later = new ArrayList<>();
    final OpenCodeTranslator translator =
            new OpenCodeTranslator(new CountedIds(), this::take, this);
    PermissionMode mode = PermissionMode.ASK;

    private final BlockLaw law = new BlockLaw();

    TranslatorRun() {
        translator.sessions().main("s");
    }

    private void take(StreamEvent event) {
        if (event instanceof StreamEvent.Conversation conversation) {
            try {
                law.apply(conversation);
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }
        events.add(event);
    }

    /// Says an event of the session's; its quotes are single ones.
    TranslatorRun says(String type, String properties) {
        var more = properties.isEmpty() ? "" : "," + properties;
        return saysBare("{'type':'" + type + "','properties':{'sessionID':'s'" + more + "}}");
    }

    TranslatorRun saysBare(String event) {
        translator.accept(Specs.options(event));
        return this;
    }

    TranslatorRun status(String status) {
        return says("session.status", "'status':{'type':'" + status + "'}");
    }

    TranslatorRun idle() {
        return status("idle").says("session.idle", "");
    }

    /// A message of the model's that begins.
    TranslatorRun message(String id) {
        return says(
                "message.updated",
                "'info':{'id':'" + id + "','role':'assistant','modelID':'m','time':{'created':1}}");
    }

    TranslatorRun part(String part) {
        return says(
                "message.part.updated", "'part':{'sessionID':'s','messageID':'m1'," + part + "}");
    }

    <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    StreamEvent.QueryEnded end() {
        return events(StreamEvent.QueryEnded.class).getLast();
    }

    int openBlocks() {
        return law.openCount();
    }

    @Override
    public PermissionMode.Verdict verdict(String permission) {
        return mode.of(permission);
    }

    @Override
    public void reply(Reply reply) {
        replies.add(reply);
    }

    @Override
    public void retrying(long attempt, long nextAt, String message) {
        retries.add(attempt);
    }

    @Override
    public void later(Duration after, Runnable task) {
        later.add(task);
    }

    @Override
    public QueryCause cause(ErrorCode code, String message) {
        return new QueryCause(code, message);
    }
}
