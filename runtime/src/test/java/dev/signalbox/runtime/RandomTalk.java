package dev.signalbox.runtime;

import dev.signalbox.journal.Entry;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.NewSession;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What an agent may say in a session, by chance: blocks of several kinds side by side in several
/// conversations, some that stay open for long, logs, and now and then what the block law forbids.
final class RandomTalk {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final List<String> CONVERSATIONS = List.of("main", "main", "sub");

    private final Random random;
    private final String sessionId;
    private final List<Block> open = new ArrayList<>();
    private final List<Block> complete = new ArrayList<>();
    private int blocks;
    private int queries;
    private @Nullable String query;
    private long seq;

    private record Block(String conversation, String id, int kind, StringBuilder text) {}

    RandomTalk(String sessionId, Random random) {
        this.sessionId = sessionId;
        this.random = random;
    }

    /// A second apart each, so that the time of an event is `START` and its `seq` in seconds.
    static Instant at(long seq) {
        return START.plusSeconds(seq);
    }

    static NewSession session(String id) {
        return new NewSession(
                id, "default", null, "demo", "local", null, "{}", "{}", "ann", START, "{}", "{}",
                null, false);
    }

    List<Entry> next(int count) {
        var entries = new ArrayList<Entry>(count);
        while (entries.size() < count) {
            var event = event();
            var envelope = new Envelope(sessionId, ++seq, at(seq), query, event, null);
            boolean isLog = event instanceof SessionEvent.Log;
            entries.add(
                    new Entry(
                            seq,
                            at(seq),
                            event.wireName(),
                            event.track(),
                            isLog ? LogLevel.DEBUG : null,
                            isLog ? LogSource.AGENT : null,
                            query,
                            EnvelopeJson.write(envelope)));
        }
        return entries;
    }

    private SessionEvent event() {
        int choice = random.nextInt(40);
        if (choice < 24 && !open.isEmpty()) {
            return delta(one(open));
        }
        return switch (choice) {
            case 24, 25, 26, 27 -> start();
            case 28, 29, 30, 31 -> open.isEmpty() ? start() : complete(random.nextInt(open.size()));
            case 32, 33 -> open.isEmpty() ? log() : update(one(open));
            case 34 -> turn();
            case 35 -> complete.isEmpty() ? log() : delta(one(complete)); // Against the law.
            case 36 -> complete.isEmpty() ? log() : said(started(one(complete))); // As well.
            default -> log();
        };
    }

    private SessionEvent start() {
        if (open.size() > 5) {
            return complete(random.nextInt(open.size()));
        }
        var block =
                new Block(
                        one(CONVERSATIONS), "b" + ++blocks, random.nextInt(4), new StringBuilder());
        open.add(block);
        return said(started(block));
    }

    private static StreamEvent.BlockStart started(Block block) {
        return new StreamEvent.BlockStart(block.conversation, block(block, ""), Map.of());
    }

    private static ConversationBlock block(Block block, String text) {
        return switch (block.kind) {
            case 0, 1 -> new ConversationBlock.AssistantText(block.id, text);
            case 2 ->
                    read(
                            "{\"type\":\"thinking\",\"id\":\"%s\",\"content\":\"%s\"}"
                                    .formatted(block.id, text));
            default ->
                    read(
                            "{\"type\":\"tool_result\",\"id\":\"%s\",\"toolUseId\":\"t\",\"output\":\"%s\",\"isError\":false}"
                                    .formatted(block.id, text));
        };
    }

    private static ConversationBlock read(String json) {
        try {
            return ProtocolJson.read(json, ConversationBlock.class);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    private SessionEvent delta(Block block) {
        String more = "w" + random.nextInt(1_000) + " ";
        block.text.append(more);
        return said(new StreamEvent.TextDelta(block.conversation, block.id, more, Map.of()));
    }

    private SessionEvent update(Block block) {
        return said(
                new StreamEvent.BlockUpdate(
                        block.conversation,
                        block.id,
                        Map.of("mood", ProtocolJson.text("m" + random.nextInt(9))),
                        Map.of()));
    }

    private SessionEvent complete(int index) {
        var block = open.remove(index);
        complete.add(block);
        return said(
                new StreamEvent.BlockComplete(
                        block.conversation,
                        block.id,
                        block(block, block.text.toString()),
                        Map.of()));
    }

    private SessionEvent turn() {
        String now = query;
        if (now == null) {
            query = "q" + ++queries;
            return new SessionEvent.QueryStarted(query, QueryOrigin.AGENT, null);
        }
        query = null;
        return new SessionEvent.QueryEnded(now, QueryOutcome.COMPLETED, null, null, null, 1);
    }

    private SessionEvent log() {
        return new SessionEvent.Log(
                LogLevel.DEBUG, "line " + random.nextInt(), LogSource.AGENT, null);
    }

    private static SessionEvent said(StreamEvent.Conversation event) {
        return new SessionEvent.Conversation(event);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /// Everything that a journal holds of a session, in pages.
    static List<Envelope> read(Journal journal, String id, long after)
            throws JournalException, ProtocolException {
        var all = new ArrayList<Envelope>();
        long at = after;
        while (true) {
            var page =
                    journal.read(id, dev.signalbox.journal.ReadRequest.after(at, 1_000, 1L << 30));
            if (page.isEmpty()) {
                return all;
            }
            for (var event : page) {
                all.add(EnvelopeJson.read(event.json()));
            }
            at = page.getLast().seq();
        }
    }
}
