package dev.signalbox.agent.codex;

import dev.signalbox.agent.Causes;
import dev.signalbox.agent.EventSink;
import dev.signalbox.agent.IdSource;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Metadata;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.function.Consumer;

/// Makes stream events of what the app-server says. Pure: events and replies go to the consumers it
/// was given, ids come from outside. One owner thread.
///
/// No line is fatal and none is lost: one that it does not know becomes a `log` of level `debug`.
final class CodexTranslator implements JsonRpc.Listener {
    private final EventSink sink;
    private final Turns turns;
    private final Texts texts;
    private final ToolItems tools;
    private final Subagents subagents;
    private final Items items;
    private final Permissions permissions;
    private final Endings endings;
    private final TokenUsage usage;
    private final UsageReport report;
    private final CodexPeer peer;
    private final Causes causes;
    private @Nullable String mainThread;
    private @Nullable String model;
    private UnaskedAnswers unasked = UnaskedAnswers.NONE;

    CodexTranslator(
            IdSource ids,
            Consumer<StreamEvent> out,
            CodexPeer peer,
            Causes causes,
            TokenUsage usage) {
        this.sink = new EventSink(out);
        this.peer = peer;
        this.causes = causes;
        this.usage = usage;
        this.turns = new Turns(sink, ids);
        this.texts = new Texts(sink, ids);
        this.tools = new ToolItems(sink, ids);
        this.subagents = new Subagents(sink, ids, tools);
        this.items = new Items(sink, ids, turns, texts, tools, subagents);
        this.permissions = new Permissions(sink, ids, turns, tools, peer);
        this.endings =
                new Endings(sink, ids, turns, texts, tools, subagents, permissions, peer, causes);
        this.report = new UsageReport(sink, turns, usage);
    }

    /// A query's message was written to Codex.
    void queryGiven(String queryId) {
        turns.given(queryId);
    }

    /// Codex has taken up the message that it was given last.
    void taken(String turnId) {
        turns.taken(turnId);
    }

    /// Codex refused the message of a query.
    void refused(String queryId, ErrorCode code, String message) {
        var turn = turns.active();
        if (turn != null && turn.queryId.equals(queryId)) {
            endings.failed(turn, code, message);
        }
    }

    void interruptAsked(String queryId) {
        var turn = turns.active();
        if (turn != null && turn.queryId.equals(queryId)) {
            turn.isInterruptAsked = true;
        }
    }

    /// Codex's own id of the turn that runs for a query; null when it is not known.
    @Nullable String turnOf(String queryId) {
        var turn = turns.active();
        return turn != null && turn.queryId.equals(queryId) ? turn.turnId : null;
    }

    /// The thread that is the main conversation.
    void opened(JsonNode thread) {
        mainThread = NativeJson.string(thread, "id");
        modelIs(NativeJson.string(thread, "model"));
    }

    private void modelIs(@Nullable String name) {
        if (name != null && !name.isEmpty()) {
            model = name;
            texts.model(StreamEvent.MAIN, name);
            turns.metadata(Metadata.ofModel(name));
        }
    }

    /// What is answered without a person from now on.
    void unasked(UnaskedAnswers answers) {
        unasked = answers;
    }

    void answered(RunnerCommand.AnswerPermission answer) {
        permissions.answered(answer);
    }

    /// Codex's process is gone; what is open is left to whoever watches over the block law.
    void agentEnded() {
        permissions.allWithdrawn("the agent has ended");
        texts.settleAll();
    }

    /// The recorded output is at its end.
    void recordingEnded() {
        agentEnded();
        sink.closeAll();
        while (turns.active() != null) {
            turns.end(
                    QueryOutcome.LOST,
                    null,
                    causes.cause(ErrorCode.AGENT_EXITED, "the output ended in mid-turn"));
        }
    }

    void unknown(ObjectNode line) {
        sink.log(LogLevel.DEBUG, "Codex said something that is no message", line);
    }

    /// Takes a line that is not JSON.
    void notJson(byte[] line) {
        sink.notJson(LogLevel.WARN, line);
    }

    /// In a recording every answer: those to `thread/start` and `turn/start` tell something.
    @Override
    public void strayAnswer(ObjectNode answer) {
        var result = answer.path("result");
        if (answer.has("error")) {
            sink.log(
                    LogLevel.WARN,
                    "Codex refused a request: " + JsonRpc.refusal(answer.path("error")).message(),
                    answer);
        } else if (result.has("thread")) {
            usage.fresh(NativeJson.string(result.path("thread"), "id", ""));
            opened(result.path("thread"));
        } else if (result.has("turn")) {
            taken(NativeJson.string(result.path("turn"), "id", ""));
        }
    }

    @Override
    public void asked(JsonNode id, String method, JsonNode params) {
        var kind = Asked.kind(method, params);
        if (kind == null) {
            sink.log(LogLevel.DEBUG, "Codex asked for " + method, params);
            peer.refuse(id, method);
            return;
        }
        var block = tools.block(NativeJson.string(params, "itemId", ""));
        var files = UnaskedAnswers.files(block);
        var request = new Asked(kind, params, files);
        permissions.requested(id, conversation(params), request, unasked.to(request));
    }

    @Override
    public void notified(String method, JsonNode params) {
        switch (method) {
            case "turn/started" -> turnStarted(params);
            case "turn/completed" -> turnCompleted(params);
            case "item/started" -> items.started(conversation(params), params);
            case "item/completed" -> items.completed(conversation(params), params);
            case "item/agentMessage/delta",
                    "item/plan/delta",
                    "item/reasoning/summaryTextDelta",
                    "item/reasoning/textDelta",
                    "item/commandExecution/outputDelta",
                    "item/fileChange/outputDelta",
                    "item/fileChange/patchUpdated",
                    "item/mcpToolCall/progress" ->
                    items.more(conversation(params), method, params);
            case "turn/plan/updated" -> items.plan(conversation(params), params);
            case "thread/tokenUsage/updated" -> tokens(params);
            case "error" -> endings.error(conversation(params), params);
            case "serverRequest/resolved" -> permissions.resolved(params.path("requestId"));
            default -> threadNews(method, params);
        }
    }

    private void threadNews(String method, JsonNode params) {
        switch (method) {
            case "thread/started" -> threadStarted(params.path("thread"));
            case "thread/closed" -> {
                if (!isMain(params)) {
                    subagents.closed(thread(params));
                }
            }
            case "thread/settings/updated" -> {
                if (isMain(params)) {
                    modelIs(NativeJson.string(params.path("threadSettings"), "model"));
                }
            }
            case "thread/name/updated" -> {
                var name = NativeJson.string(params, "threadName");
                if (isMain(params) && name != null) {
                    turns.metadata(UsageReport.title(name));
                }
            }
            case "model/rerouted" -> {
                Notices.log(sink, method, params);
                modelIs(NativeJson.string(params, "toModel"));
            }
            default -> Notices.log(sink, method, params);
        }
    }

    private void threadStarted(JsonNode thread) {
        var id = NativeJson.string(thread, "id", "");
        if (mainThread == null && NativeJson.string(thread, "parentThreadId") == null) {
            usage.fresh(id);
            opened(thread);
        } else if (!id.equals(mainThread)) {
            subagents.appeared(thread);
        }
    }

    private void turnStarted(JsonNode params) {
        var turnId = NativeJson.string(params.path("turn"), "id", "");
        if (mainThread == null) {
            mainThread = thread(params);
        }
        if (!isMain(params)) {
            subagents.begin(thread(params), turns.lastQueryId());
            return;
        }
        turns.started(turnId);
        modelIs(model);
    }

    private void turnCompleted(JsonNode params) {
        if (isMain(params)) {
            endings.turn(thread(params), params.path("turn"));
        } else {
            endings.subagentTurn(thread(params), params.path("turn"));
        }
    }

    private void tokens(JsonNode params) {
        var turnId = NativeJson.string(params, "turnId", "");
        boolean isMain = isMain(params);
        boolean isNews = !isMain || turns.isActive(turnId);
        if (report.tokens(thread(params), isMain, isNews, params.path("tokenUsage"))) {
            texts.settle(conversation(params));
        }
    }

    private static String thread(JsonNode params) {
        return NativeJson.string(params, "threadId", "");
    }

    private boolean isMain(JsonNode params) {
        var thread = thread(params);
        return thread.isEmpty() || thread.equals(mainThread);
    }

    private String conversation(JsonNode params) {
        return isMain(params) ? StreamEvent.MAIN : thread(params);
    }
}
