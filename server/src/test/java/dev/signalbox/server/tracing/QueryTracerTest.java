package dev.signalbox.server.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.Usage;
import dev.signalbox.runtime.EventBus.News;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.Map;

class QueryTracerTest {
    private static final String SECRET = "what was said";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider =
            SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
    private final QueryTracer tracer = new QueryTracer(provider.get("test"));

    @AfterEach
    void end() {
        provider.close();
    }

    @Test
    void aQueryIsASpanWithWhatItUsed() {
        happen(started("q1"), said(metadata("m-1")), ended("q1", QueryOutcome.COMPLETED, null));
        var span = span("invoke_agent demo");
        assertThat(span.getAttributes().get(SpanNames.OPERATION)).isEqualTo("invoke_agent");
        assertThat(span.getAttributes().get(SpanNames.CONVERSATION)).isEqualTo("s1");
        assertThat(span.getAttributes().get(SpanNames.QUERY)).isEqualTo("q1");
        assertThat(span.getAttributes().get(SpanNames.MODEL)).isEqualTo("m-1");
        assertThat(span.getAttributes().get(SpanNames.INPUT_TOKENS)).isEqualTo(80);
        assertThat(span.getAttributes().get(SpanNames.OUTPUT_TOKENS)).isEqualTo(20);
        assertThat(span.getAttributes().get(SpanNames.FINISH_REASONS)).containsExactly("end_turn");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void aQueryThatFailsSaysItsCodeAndNotItsMessage() {
        var cause = new QueryCause("AGENT_EXITED", SECRET, null, SECRET, Map.of());
        happen(started("q1"), ended("q1", QueryOutcome.FAILED, cause));
        var span = span("invoke_agent demo");
        assertThat(span.getAttributes().get(SpanNames.ERROR)).isEqualTo("AGENT_EXITED");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.toString()).doesNotContain(SECRET);
    }

    @Test
    void aToolCallIsInItsQueryAndTheWaitForPermissionInTheToolCall() {
        happen(
                started("q1"),
                said(tool("block_start", "pending")),
                said(
                        event(
                                "{'type':'block_update','conversationId':'main','blockId':'b1',"
                                        + "'updates':{'status':'waiting'}}")),
                asked(),
                new SessionEvent.PermissionResolved("p1", "yes", By.principal("anna"), null, null),
                said(tool("block_complete", "success")),
                ended("q1", QueryOutcome.COMPLETED, null));
        var query = span("invoke_agent demo");
        var tool = span("execute_tool Bash");
        var wait = span("wait_for_permission Bash");
        assertThat(tool.getParentSpanId()).isEqualTo(query.getSpanId());
        assertThat(wait.getParentSpanId()).isEqualTo(tool.getSpanId());
        assertThat(tool.getAttributes().get(SpanNames.TOOL_CALL)).isEqualTo("t1");
        assertThat(wait.getAttributes().get(SpanNames.ANSWERED_BY)).isEqualTo("principal");
        assertThat(wait.getAttributes().get(SpanNames.OPTION)).isEqualTo("yes");
        assertThat(spans.getFinishedSpanItems().toString()).doesNotContain(SECRET);
    }

    @Test
    void aToolThatFailsIsAnError() {
        happen(started("q1"), said(tool("block_complete", "error")));
        assertThat(span("execute_tool Bash").getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
    }

    @Test
    void theToolsOfASubagentAreInItsSpan() {
        String subagent =
                "{'type':'%s','conversationId':'main','blockId':'b0','block':{'type':'subagent',"
                        + "'id':'b0','subagentId':'a1','name':'tester','input':{},'status':'%s'}}";
        happen(
                started("q1"),
                said(
                        event(
                                subagent.replaceFirst("%s", "block_start")
                                        .replaceFirst("%s", "running"))),
                said(
                        event(
                                "{'type':'block_complete','conversationId':'a1','blockId':'b1','block':"
                                        + "{'type':'tool_use','id':'b1','toolName':'Bash','toolUseId':'t1',"
                                        + "'input':{},'status':'success'}}")),
                said(
                        event(
                                subagent.replaceFirst("%s", "block_complete")
                                        .replaceFirst("%s", "success"))),
                ended("q1", QueryOutcome.COMPLETED, null));
        assertThat(span("execute_tool Bash").getParentSpanId())
                .isEqualTo(span("invoke_agent tester").getSpanId());
        assertThat(span("invoke_agent tester").getParentSpanId())
                .isEqualTo(span("invoke_agent demo").getSpanId());
    }

    @Test
    void whatBeganBeforeTheServerHasNoSpanAndTheNextQueryHas() {
        happen(said(tool("block_complete", "success")), ended("q1", QueryOutcome.LOST, null));
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        happen(started("q2"), ended("q2", QueryOutcome.COMPLETED, null));
        assertThat(span("invoke_agent demo").getAttributes().get(SpanNames.QUERY)).isEqualTo("q2");
    }

    @Test
    void whatIsOpenInADeletedSessionEnds() {
        happen(started("q1"), said(tool("block_start", "running")), asked());
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        tracer.on(new News.Deleted("s1"));
        assertThat(spans.getFinishedSpanItems()).hasSize(3);
    }

    private void happen(SessionEvent... events) {
        tracer.on(
                new News.Happened(
                        "s1",
                        "demo",
                        List.of(events),
                        Collections.nCopies(events.length, "q1"),
                        null,
                        100,
                        1_000));
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(it -> it.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static SessionEvent started(String queryId) {
        return new SessionEvent.QueryStarted(queryId, QueryOrigin.CLIENT, By.principal("anna"));
    }

    private static SessionEvent ended(
            String queryId, QueryOutcome outcome, @Nullable QueryCause cause) {
        return new SessionEvent.QueryEnded(
                queryId, outcome, "end_turn", cause, new Usage(10, 20, 30, 40), 5);
    }

    private static SessionEvent said(StreamEvent event) {
        return new SessionEvent.Conversation((StreamEvent.Conversation) event);
    }

    private static SessionEvent asked() {
        return new SessionEvent.PermissionRequested(
                (StreamEvent.PermissionRequested)
                        event(
                                "{'type':'permission_requested','requestId':'p1','queryId':'q1',"
                                        + "'toolUseId':'t1','toolName':'Bash','input':{'command':'"
                                        + SECRET
                                        + "'},'options':[]}"),
                null);
    }

    private static StreamEvent metadata(String model) {
        return event(
                "{'type':'metadata_update','conversationId':'main','metadata':{'model':'"
                        + model
                        + "'}}");
    }

    private static StreamEvent tool(String type, String status) {
        return event(
                "{'type':'"
                        + type
                        + "','conversationId':'main','blockId':'b1','block':{'type':'tool_use',"
                        + "'id':'b1','toolName':'Bash','toolUseId':'t1','input':{'command':'"
                        + SECRET
                        + "'},'status':'"
                        + status
                        + "'}}");
    }

    private static StreamEvent event(String json) {
        try {
            return ProtocolJson.fromTree(
                    ProtocolJson.readObject(json.replace('\'', '"')), StreamEvent.class);
        } catch (ProtocolException e) {
            throw new AssertionError(json, e);
        }
    }
}
