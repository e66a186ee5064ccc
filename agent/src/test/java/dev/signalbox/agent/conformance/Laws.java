package dev.signalbox.agent.conformance;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;
import dev.signalbox.protocol.ToolStatus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold of the events of every agent, whichever it is.
public final class Laws {
    private final BlockLaw blocks = new BlockLaw();
    private final Set<String> begunQueries = new HashSet<>();
    private final Set<String> endedQueries = new HashSet<>();
    private final Map<String, ToolStatus> tools = new HashMap<>();
    private final Set<String> conversations = new HashSet<>(Set.of(StreamEvent.MAIN));
    private final Set<String> asked = new HashSet<>();
    private final Set<String> waiting = new HashSet<>();
    private final List<String> breaches = new ArrayList<>();
    private int position;

    private Laws() {}

    /// Every breach of a law, in words; none for good events.
    ///
    /// @param given queries that the server started, which no event begins
    public static List<String> breaches(List<StreamEvent> events, Set<String> given) {
        var laws = new Laws();
        laws.begunQueries.addAll(given);
        for (var event : events) {
            laws.position++;
            laws.take(event);
        }
        laws.end();
        return laws.breaches;
    }

    private void breach(String what) {
        breaches.add("event " + position + ": " + what);
    }

    private void take(StreamEvent event) {
        switch (event) {
            case StreamEvent.Conversation conversation -> conversation(conversation);
            case StreamEvent.QueryStarted(var id, _) -> {
                if (!begunQueries.add(id)) {
                    breach("query " + id + " begins again");
                }
            }
            case StreamEvent.QueryEnded ended -> ended(ended.queryId());
            case StreamEvent.PermissionRequested request -> asked(request);
            case StreamEvent.PermissionWithdrawn gone -> {
                if (!waiting.remove(gone.requestId())) {
                    breach("request " + gone.requestId() + " is withdrawn and does not wait");
                }
            }
            default -> {}
        }
    }

    private void conversation(StreamEvent.Conversation event) {
        try {
            blocks.apply(event);
        } catch (ProtocolException e) {
            breach(String.valueOf(e.getMessage()));
        }
        switch (event) {
            case StreamEvent.BlockStart(var conversation, var block, _) ->
                    begun(conversation, block);
            case StreamEvent.BlockComplete complete -> {
                begun(complete.conversationId(), complete.block());
                completed(complete.block());
            }
            default -> {}
        }
    }

    private void begun(String conversation, ConversationBlock block) {
        if (!conversations.contains(conversation)) {
            breach("conversation " + conversation + " has no subagent");
        }
        switch (block) {
            case ConversationBlock.ToolUse tool -> tools.put(tool.toolUseId(), tool.status());
            case ConversationBlock.Subagent agent -> conversations.add(agent.subagentId());
            case ConversationBlock.ToolResult result -> {
                if (!tools.containsKey(result.toolUseId())) {
                    breach("a result of " + result.toolUseId() + ", which nobody used");
                }
            }
            default -> {}
        }
    }

    private void completed(ConversationBlock block) {
        switch (block) {
            case ConversationBlock.ToolUse tool -> {
                if (tool.status() != ToolStatus.SUCCESS && tool.status() != ToolStatus.ERROR) {
                    breach("tool use " + tool.toolUseId() + " is complete as " + tool.status());
                }
            }
            case ConversationBlock.Subagent agent -> {
                if (agent.status() != SubagentStatus.SUCCESS
                        && agent.status() != SubagentStatus.ERROR) {
                    breach("subagent " + agent.subagentId() + " is complete as " + agent.status());
                }
            }
            default -> {}
        }
    }

    private void asked(StreamEvent.PermissionRequested request) {
        if (!asked.add(request.requestId())) {
            breach("request " + request.requestId() + " is made again");
        }
        waiting.add(request.requestId());
        if (!begunQueries.contains(request.queryId())) {
            breach("request " + request.requestId() + " belongs to no query that has begun");
        }
        var tool = request.toolUseId();
        if (tool != null && !tools.containsKey(tool)) {
            breach("request " + request.requestId() + " is about a tool use that has not begun");
        }
        if (request.options().isEmpty()) {
            breach("request " + request.requestId() + " has no options");
        }
    }

    private void ended(String query) {
        if (!begunQueries.contains(query)) {
            breach("query " + query + " ends and has not begun");
        }
        if (!endedQueries.add(query)) {
            breach("query " + query + " ends again");
        }
        for (var open : blocks.closeQuery(Incomplete.INTERRUPTED)) {
            breach("query " + query + " ends, and block " + open.blockId() + " is open");
        }
    }

    private void end() {
        position++;
        for (var query : begunQueries) {
            if (!endedQueries.contains(query)) {
                breach("query " + query + " does not end");
            }
        }
    }
}
