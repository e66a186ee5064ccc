package dev.signalbox.state;

import dev.signalbox.protocol.Blocks;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ErrorDetail;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Track;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Journals with everything in them, in any order: few ids and many events, so that legal and
/// illegal ones meet in every combination.
final class RandomJournal {
    private static final List<String> CONVERSATIONS =
            List.of("main", "main", "main", "sub1", "sub2");
    private static final List<String> BLOCKS =
            List.of(
                    "{'type':'assistant_text','id':'%s','content':'%s'}",
                    "{'type':'thinking','id':'%s','content':'%s','summary':'s'}",
                    "{'type':'tool_use','id':'%s','toolName':'Bash','toolUseId':'u','input':{'c':'%s'},'status':'running','background':true}",
                    "{'type':'tool_result','id':'%s','toolUseId':'u','output':'%s','isError':false}",
                    "{'type':'tool_result','id':'%s','toolUseId':'u','output':{'x':['%s',1.5]},'isError':true,'durationMs':7}",
                    "{'type':'subagent','id':'%s','subagentId':'sub1','input':'%s','status':'running'}",
                    "{'type':'user_message','id':'%s','content':[{'type':'text','text':'%s'}]}",
                    "{'type':'plan','id':'%s','entries':[{'content':'%s','status':'pending'}]}",
                    "{'type':'system','id':'%s','subtype':'notice','message':'%s','incomplete':'withdrawn'}",
                    "{'type':'hologram','id':'%s','rays':['%s',{'deep':null}]}");
    private static final List<String> UPDATES =
            List.of(
                    "{'status':'success'}",
                    "{'status':'error','output':{'n':3}}",
                    "{'durationMs':12,'mood':'good'}",
                    "{'model':'m','mood':null}",
                    "{'content':'never'}",
                    "{'id':'never'}",
                    "{'type':'never'}",
                    "{'status':17}",
                    "{'toolUseId':null}",
                    "{'entries':[{'content':'e','status':'done'}]}",
                    "{}");
    private static final List<String> METADATA =
            List.of(
                    "{'usage':{'inputTokens':%1$d,'outputTokens':2},'costUSD':%1$d.25}",
                    "{'usage':{'inputTokens':1,'outputTokens':%d,'cacheReadTokens':5,'totalTokens':9,'odd':true}}",
                    "{'costUSD':0.%d}",
                    "{'model':'m%d','title':'t'}",
                    "{'contextUsed':%d,'commands':['a'],'mood':{'x':1}}");

    private final Random random;
    private long seq;

    RandomJournal(long seed) {
        random = new Random(seed);
    }

    List<Envelope> events(int count) {
        var events = new ArrayList<Envelope>(count);
        var state = SessionState.EMPTY;
        for (int i = 0; i < count; i++) {
            int step = random.nextInt(20);
            seq += step == 0 ? random.nextInt(5) - 3 : step == 1 ? 3 : 1;
            var envelope =
                    new Envelope(
                            "s1",
                            Math.max(1, seq),
                            Story.T0.plusMillis(random.nextInt(100_000)),
                            random.nextInt(4) == 0 ? null : query(),
                            event(state));
            state = state.on(envelope);
            events.add(envelope);
        }
        return events;
    }

    private SessionEvent event(SessionState state) {
        return switch (random.nextInt(22)) {
            case 0, 1, 2 ->
                    said(new StreamEvent.BlockStart(one(CONVERSATIONS), Story.block(block(id()))));
            case 3, 4, 5, 6, 7 -> said(new StreamEvent.TextDelta(one(CONVERSATIONS), id(), text()));
            case 8 -> said(new StreamEvent.BlockUpdate(one(CONVERSATIONS), id(), updates()));
            case 9 ->
                    said(
                            new StreamEvent.BlockComplete(
                                    one(CONVERSATIONS), Story.block(block(id()))));
            case 10, 11 -> completion(state);
            case 12, 13 -> said(new StreamEvent.MetadataUpdate(one(CONVERSATIONS), metadata()));
            case 14 -> new SessionEvent.QueryStarted(query(), QueryOrigin.AGENT, null);
            case 15 -> ended(state);
            case 16 ->
                    new SessionEvent.QueryQueued(
                            query(),
                            random.nextInt(6) - 1,
                            MessageContent.of(text()),
                            "b" + random.nextInt(30),
                            null);
            case 17 -> requested();
            case 18 -> resolved();
            case 19 -> status();
            default -> other();
        };
    }

    private static SessionEvent said(StreamEvent.Conversation event) {
        return new SessionEvent.Conversation(event);
    }

    /// Of an open block, if there is one, as the law wants it.
    private SessionEvent completion(SessionState state) {
        var open = state.conversations().openBlocks();
        if (open.isEmpty()) {
            return other();
        }
        var block = open.get(random.nextInt(open.size()));
        String conversation = state.conversations().places().get(block.id()).conversationId();
        var last = random.nextBoolean() ? block.block() : Blocks.withText(block.block(), text());
        return said(new StreamEvent.BlockComplete(conversation, last));
    }

    private SessionEvent ended(SessionState state) {
        @Nullable String active = state.activeQuery().queryId();
        return new SessionEvent.QueryEnded(
                active != null && random.nextBoolean() ? active : query(),
                one(List.of(QueryOutcome.values())),
                null,
                null,
                null,
                5);
    }

    private SessionEvent requested() {
        return new SessionEvent.PermissionRequested(
                Story.read(
                        "{'type':'permission_requested','requestId':'r%d','queryId':'q','toolName':'T','input':{},'options':[{'id':'always','kind':'allow_always','label':'Always'}]}"
                                .formatted(random.nextInt(5)),
                        StreamEvent.PermissionRequested.class),
                random.nextBoolean() ? Story.T0 : null);
    }

    private SessionEvent resolved() {
        var id = "r" + random.nextInt(5);
        return switch (random.nextInt(3)) {
            case 0 -> new SessionEvent.PermissionResolved(id, null, By.WITHDRAWN, null, null);
            case 1 -> new SessionEvent.PermissionRevoked(id, By.principal("ann"));
            default ->
                    new SessionEvent.PermissionResolved(
                            id, "always", By.principal("ann"), null, null);
        };
    }

    private SessionEvent status() {
        var status = one(List.of(EnvironmentStatus.values()));
        return new SessionEvent.Status(
                new SessionRuntimeState(
                        random.nextBoolean(),
                        random.nextInt(8) == 0 ? null : Story.environment(status, text(), null),
                        new SessionRuntimeState.ActiveQuery(1, "somebody else"),
                        List.of(),
                        List.of("nothing"),
                        3));
    }

    private SessionEvent other() {
        return switch (random.nextInt(9)) {
            case 0 ->
                    new SessionEvent.Created(
                            "a", "e", object("{'n':1}"), null, null, By.principal("p"));
            case 1 ->
                    new SessionEvent.OptionsUpdate(
                            object("{'n':%d}".formatted(random.nextInt(100))));
            case 2 -> new SessionEvent.FileCreated("f", 3L, null);
            case 3 -> new SessionEvent.FileModified("f", null, "abc");
            case 4 -> new SessionEvent.FileDeleted("f");
            case 5 -> new SessionEvent.Log(LogLevel.INFO, text(), LogSource.SERVER, null);
            case 6 ->
                    new SessionEvent.ErrorReported(
                            new ErrorDetail(ErrorCode.ENVIRONMENT_LOST, "no"));
            case 7 -> new SessionEvent.Unknown(object("{'type':'x','y':[1]}"));
            default ->
                    new SessionEvent.Unrecognized(
                            "session:tomorrow", Track.CONVERSATION, object("{'z':{}}"));
        };
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Story.json(json);
    }

    private Map<String, JsonNode> updates() {
        var fields = new LinkedHashMap<String, JsonNode>();
        Story.json(one(UPDATES)).properties().forEach(f -> fields.put(f.getKey(), f.getValue()));
        return fields;
    }

    private Metadata metadata() {
        return Story.read(one(METADATA).formatted(random.nextInt(100) + 1), Metadata.class);
    }

    private String block(String id) {
        return one(BLOCKS).formatted(id, text());
    }

    /// Few enough to meet again, many enough that new ones come for a while.
    private String id() {
        return "b" + random.nextInt(random.nextBoolean() ? 6 : 60);
    }

    private String query() {
        return "q" + random.nextInt(4);
    }

    private String text() {
        return "täxt ".repeat(random.nextInt(4));
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
