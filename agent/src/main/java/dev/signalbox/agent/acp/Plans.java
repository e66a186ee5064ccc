package dev.signalbox.agent.acp;

import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ConversationBlock.Plan;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The plan of a turn, which the agent says anew as a whole whenever a step of it changes.
final class Plans {
    private final EventSink sink;
    private final IdSource ids;
    private @Nullable Plan open;

    Plans(EventSink sink, IdSource ids) {
        this.sink = sink;
        this.ids = ids;
    }

    void told(JsonNode update) {
        var entries = entries(update.path("entries"));
        var known = open;
        if (known == null || !sink.isOpen(known.id())) {
            var plan = new Plan(ids.newId(IdSource.BLOCK), null, null, entries, Map.of());
            open = plan;
            sink.say(new StreamEvent.BlockStart(StreamEvent.MAIN, plan));
            return;
        }
        open = new Plan(known.id(), null, null, entries, Map.of());
        sink.say(
                new StreamEvent.BlockUpdate(
                        StreamEvent.MAIN,
                        known.id(),
                        Map.of("entries", ProtocolJson.tree(entries))));
    }

    private static List<Plan.Entry> entries(JsonNode said) {
        var entries = new ArrayList<Plan.Entry>();
        for (var entry : said) {
            entries.add(
                    new Plan.Entry(
                            NativeJson.string(entry, "content", ""),
                            NativeJson.string(entry, "status", "pending"),
                            NativeJson.string(entry, "priority"),
                            Map.of()));
        }
        return entries;
    }

    void close() {
        var plan = open;
        open = null;
        if (plan != null && sink.isOpen(plan.id())) {
            sink.say(new StreamEvent.BlockComplete(StreamEvent.MAIN, plan));
        }
    }
}
