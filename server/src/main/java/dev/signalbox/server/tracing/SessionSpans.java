package dev.signalbox.server.tracing;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ConversationBlock.Subagent;
import dev.signalbox.protocol.ConversationBlock.ToolUse;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.SubagentStatus;
import dev.signalbox.protocol.ToolStatus;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The open spans of one session. Used on its owner's thread.
final class SessionSpans {
    private static final String FAILED = "error";

    /// From when on a tool's input is final: it runs, or a person is asked.
    private static final Set<String> AT_WORK =
            Set.of(ToolStatus.RUNNING.wireName(), ToolStatus.WAITING.wireName());

    private final Tracer tracer;
    private final String sessionId;
    private final String agent;

    private final Map<String, Span> queries = new HashMap<>();

    /// By their blocks; those whose input still grows have no span yet.
    private final Map<String, Call> calls = new HashMap<>();

    /// Those of subagents, by the conversation that is theirs.
    private final Map<String, Span> subagents = new HashMap<>();

    /// By the request.
    private final Map<String, Span> permissions = new HashMap<>();

    /// A tool call, from its announcement on.
    private static final class Call {
        final ToolUse tool;
        final Span parent;
        @Nullable Span span;

        Call(ToolUse tool, Span parent) {
            this.tool = tool;
            this.parent = parent;
        }
    }

    SessionSpans(Tracer tracer, String sessionId, String agent) {
        this.tracer = tracer;
        this.sessionId = sessionId;
        this.agent = agent;
    }

    boolean isIdle() {
        return queries.isEmpty() && calls.isEmpty() && subagents.isEmpty() && permissions.isEmpty();
    }

    /// @param queryId of the event's envelope
    void on(SessionEvent event, @Nullable String queryId) {
        switch (event) {
            case SessionEvent.QueryStarted started -> start(started);
            case SessionEvent.QueryEnded ended -> end(ended);
            case SessionEvent.PermissionRequested(var request, _) -> ask(request);
            case SessionEvent.PermissionResolved resolved -> answer(resolved);
            case SessionEvent.Conversation(var said) -> on(said, queryId);
            default -> {}
        }
    }

    /// Ends whatever is open: the session is gone.
    void end() {
        permissions.values().forEach(Span::end);
        calls.values().stream().map(it -> it.span).filter(it -> it != null).forEach(Span::end);
        subagents.values().forEach(Span::end);
        queries.values().forEach(Span::end);
    }

    private void start(SessionEvent.QueryStarted started) {
        queries.put(
                started.queryId(),
                tracer.spanBuilder(SpanNames.INVOKE_AGENT + " " + agent)
                        .setNoParent()
                        .setAttribute(SpanNames.OPERATION, SpanNames.INVOKE_AGENT)
                        .setAttribute(SpanNames.AGENT, agent)
                        .setAttribute(SpanNames.CONVERSATION, sessionId)
                        .setAttribute(SpanNames.QUERY, started.queryId())
                        .setAttribute(SpanNames.ORIGIN, started.origin().wireName())
                        .startSpan());
    }

    private void end(SessionEvent.QueryEnded ended) {
        var span = queries.remove(ended.queryId());
        if (span == null) {
            return;
        }
        span.setAttribute(SpanNames.OUTCOME, ended.outcome().wireName());
        var usage = ended.usage();
        if (usage != null) {
            // By the conventions the input is all of it, cached or not.
            long read = orZero(usage.cacheReadTokens());
            long written = orZero(usage.cacheWriteTokens());
            span.setAttribute(SpanNames.INPUT_TOKENS, usage.inputTokens() + read + written);
            span.setAttribute(SpanNames.CACHE_READ_TOKENS, read);
            span.setAttribute(SpanNames.CACHE_WRITE_TOKENS, written);
            span.setAttribute(SpanNames.OUTPUT_TOKENS, usage.outputTokens());
        }
        if (ended.stopReason() != null) {
            span.setAttribute(SpanNames.FINISH_REASONS, List.of(ended.stopReason()));
        }
        var cause = ended.cause();
        switch (ended.outcome()) {
            case COMPLETED, INTERRUPTED, CANCELLED -> {}
            case FAILED, TIMED_OUT, LOST ->
                    fail(span, cause == null ? ended.outcome().wireName() : cause.code());
        }
        span.end();
    }

    private void on(StreamEvent.Conversation said, @Nullable String queryId) {
        switch (said) {
            case StreamEvent.BlockStart start ->
                    begin(start.block(), start.conversationId(), queryId);
            case StreamEvent.BlockUpdate update -> {
                var call = calls.get(update.blockId());
                var status = update.updates().get("status");
                if (call != null && status != null && AT_WORK.contains(status.asString(""))) {
                    run(call);
                }
            }
            case StreamEvent.BlockComplete complete -> {
                begin(complete.block(), complete.conversationId(), queryId);
                complete(complete.block());
            }
            case StreamEvent.MetadataUpdate update -> {
                var query = queryId == null ? null : queries.get(queryId);
                if (query != null && update.metadata().model() != null) {
                    query.setAttribute(SpanNames.MODEL, update.metadata().model());
                }
            }
            case StreamEvent.TextDelta _ -> {}
        }
    }

    private void begin(ConversationBlock block, String conversationId, @Nullable String queryId) {
        @Nullable Span parent = parent(conversationId, queryId);
        if (parent == null) {
            return;
        }
        if (block instanceof ToolUse tool) {
            var call = calls.computeIfAbsent(tool.id(), _ -> new Call(tool, parent));
            if (AT_WORK.contains(tool.status().wireName())) {
                run(call);
            }
        } else if (block instanceof Subagent subagent) {
            subagents.computeIfAbsent(subagent.subagentId(), _ -> startSubagent(subagent, parent));
        }
    }

    private Span startSubagent(Subagent subagent, Span parent) {
        String name = subagent.name() == null ? "subagent" : subagent.name();
        return child(parent, SpanNames.INVOKE_AGENT + " " + name)
                .setAttribute(SpanNames.OPERATION, SpanNames.INVOKE_AGENT)
                .setAttribute(SpanNames.AGENT, name)
                .startSpan();
    }

    private void run(Call call) {
        if (call.span == null) {
            call.span =
                    child(call.parent, SpanNames.EXECUTE_TOOL + " " + call.tool.toolName())
                            .setAttribute(SpanNames.OPERATION, SpanNames.EXECUTE_TOOL)
                            .setAttribute(SpanNames.TOOL, call.tool.toolName())
                            .setAttribute(SpanNames.TOOL_CALL, call.tool.toolUseId())
                            .startSpan();
        }
    }

    private void complete(ConversationBlock block) {
        if (block instanceof ToolUse tool) {
            var call = calls.remove(tool.id());
            if (call != null) {
                run(call); // One that came whole took no time that we saw.
                if (tool.status() == ToolStatus.ERROR && call.span != null) {
                    fail(call.span, FAILED);
                }
                endOf(call.span);
            }
        } else if (block instanceof Subagent subagent) {
            var span = subagents.remove(subagent.subagentId());
            if (span != null && subagent.status() == SubagentStatus.ERROR) {
                fail(span, FAILED);
            }
            endOf(span);
        }
    }

    private void ask(StreamEvent.PermissionRequested request) {
        @Nullable Span parent = queries.get(request.queryId());
        for (var call : calls.values()) {
            if (call.span != null && call.tool.toolUseId().equals(request.toolUseId())) {
                parent = call.span;
            }
        }
        if (parent != null) {
            permissions.put(
                    request.requestId(),
                    child(parent, SpanNames.WAIT_FOR_PERMISSION + " " + request.toolName())
                            .setAttribute(SpanNames.TOOL, request.toolName())
                            .setAttribute(SpanNames.REQUEST, request.requestId())
                            .startSpan());
        }
    }

    private void answer(SessionEvent.PermissionResolved resolved) {
        var span = permissions.remove(resolved.requestId());
        if (span == null) {
            return;
        }
        if (resolved.optionId() != null) {
            span.setAttribute(SpanNames.OPTION, resolved.optionId());
        }
        span.setAttribute(
                SpanNames.ANSWERED_BY,
                switch (resolved.by()) {
                    case By.Principal _ -> "principal";
                    case By.Rule(var name) -> name;
                });
        span.end();
    }

    /// The subagent in whose conversation it is, else the query; null when neither has a span.
    private @Nullable Span parent(String conversationId, @Nullable String queryId) {
        var subagent = subagents.get(conversationId);
        return subagent != null || queryId == null ? subagent : queries.get(queryId);
    }

    private SpanBuilder child(Span parent, String name) {
        return tracer.spanBuilder(name)
                .setParent(Context.root().with(parent))
                .setAttribute(SpanNames.CONVERSATION, sessionId);
    }

    private static void fail(Span span, String code) {
        span.setAttribute(SpanNames.ERROR, code);
        span.setStatus(StatusCode.ERROR);
    }

    private static void endOf(@Nullable Span span) {
        if (span != null) {
            span.end();
        }
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
