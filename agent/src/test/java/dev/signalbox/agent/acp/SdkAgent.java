package dev.signalbox.agent.acp;

import com.agentclientprotocol.sdk.agent.AcpAgent;
import com.agentclientprotocol.sdk.agent.SyncPromptContext;
import com.agentclientprotocol.sdk.agent.transport.StdioAcpAgentTransport;
import com.agentclientprotocol.sdk.error.AcpProtocolException;
import com.agentclientprotocol.sdk.spec.AcpSchema;
import com.agentclientprotocol.sdk.spec.AcpSchema.AgentCapabilities;
import com.agentclientprotocol.sdk.spec.AcpSchema.AgentMessageChunk;
import com.agentclientprotocol.sdk.spec.AcpSchema.AgentThoughtChunk;
import com.agentclientprotocol.sdk.spec.AcpSchema.InitializeResponse;
import com.agentclientprotocol.sdk.spec.AcpSchema.LoadSessionResponse;
import com.agentclientprotocol.sdk.spec.AcpSchema.McpCapabilities;
import com.agentclientprotocol.sdk.spec.AcpSchema.NewSessionResponse;
import com.agentclientprotocol.sdk.spec.AcpSchema.PermissionOption;
import com.agentclientprotocol.sdk.spec.AcpSchema.PermissionOptionKind;
import com.agentclientprotocol.sdk.spec.AcpSchema.Plan;
import com.agentclientprotocol.sdk.spec.AcpSchema.PlanEntry;
import com.agentclientprotocol.sdk.spec.AcpSchema.PlanEntryPriority;
import com.agentclientprotocol.sdk.spec.AcpSchema.PlanEntryStatus;
import com.agentclientprotocol.sdk.spec.AcpSchema.PromptCapabilities;
import com.agentclientprotocol.sdk.spec.AcpSchema.PromptRequest;
import com.agentclientprotocol.sdk.spec.AcpSchema.PromptResponse;
import com.agentclientprotocol.sdk.spec.AcpSchema.RequestPermissionRequest;
import com.agentclientprotocol.sdk.spec.AcpSchema.StopReason;
import com.agentclientprotocol.sdk.spec.AcpSchema.TextContent;
import com.agentclientprotocol.sdk.spec.AcpSchema.ToolCall;
import com.agentclientprotocol.sdk.spec.AcpSchema.ToolCallContentBlock;
import com.agentclientprotocol.sdk.spec.AcpSchema.ToolCallStatus;
import com.agentclientprotocol.sdk.spec.AcpSchema.ToolCallUpdate;
import com.agentclientprotocol.sdk.spec.AcpSchema.ToolCallUpdateNotification;
import com.agentclientprotocol.sdk.spec.AcpSchema.ToolKind;
import com.agentclientprotocol.sdk.spec.AcpSchema.UsageUpdate;
import com.agentclientprotocol.sdk.spec.AcpSchema.UserMessageChunk;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A small agent built with the protocol's own SDK for Java: it does what its prompt's first word
/// says.
final class SdkAgent {
    private static final CountDownLatch CANCELLED = new CountDownLatch(1);

    private SdkAgent() {}

    public static void main(String[] args) {
        var transport = new StdioAcpAgentTransport();
        var sessions = new SessionsOf();
        var agent =
                AcpAgent.sync(transport)
                        .initializeHandler(_ ->
                                new InitializeResponse(
                                        1,
                                        new AgentCapabilities(
                                                true,
                                                new McpCapabilities(),
                                                new PromptCapabilities()),
                                        List.of()))
                        .newSessionHandler(_ -> new NewSessionResponse("s-1", null, null))
                        .loadSessionHandler(request -> {
                            sessions.tell(request.sessionId());
                            return new LoadSessionResponse(null, null);
                        })
                        .promptHandler(SdkAgent::prompt)
                        .cancelHandler(_ -> CANCELLED.countDown())
                        .build();
        sessions.agent = agent;
        agent.run();
    }

    /// Tells a loaded session's history.
    private static final class SessionsOf {
        com.agentclientprotocol.sdk.agent.AcpSyncAgent agent;

        void tell(String sessionId) {
            agent.sendSessionUpdate(
                    sessionId,
                    new UserMessageChunk("user_message_chunk", new TextContent("an old question")));
            agent.sendSessionUpdate(
                    sessionId,
                    new AgentMessageChunk("agent_message_chunk", new TextContent("an old answer")));
        }
    }

    private static PromptResponse prompt(PromptRequest request, SyncPromptContext context) {
        var text = ((TextContent) request.prompt().getLast()).text();
        return switch (text.split(" ", 2)[0]) {
            case "talk" -> talk(context);
            case "tool" -> tool(context);
            case "wait" -> waits(context);
            case "fail" -> throw new AcpProtocolException(429, "too many requests");
            default -> new PromptResponse(StopReason.REFUSAL);
        };
    }

    private static void say(SyncPromptContext context, String text) {
        context.sendUpdate(
                context.getSessionId(),
                new AgentMessageChunk("agent_message_chunk", new TextContent(text)));
    }

    private static PromptResponse talk(SyncPromptContext context) {
        var id = context.getSessionId();
        context.sendUpdate(
                id, new AgentThoughtChunk("agent_thought_chunk", new TextContent("Hm. ")));
        for (var status : List.of(PlanEntryStatus.PENDING, PlanEntryStatus.COMPLETED)) {
            context.sendUpdate(
                    id,
                    new Plan(
                            "plan",
                            List.of(new PlanEntry("Answer", PlanEntryPriority.HIGH, status))));
        }
        say(context, "Good ");
        say(context, "day.");
        context.sendUpdate(id, new UsageUpdate("usage_update", 12L, 1000L));
        return new PromptResponse(StopReason.END_TURN);
    }

    private static PromptResponse tool(SyncPromptContext context) {
        var id = context.getSessionId();
        context.sendUpdate(
                id,
                new ToolCall(
                        "tool_call",
                        "t-" + System.nanoTime(),
                        "Read the clock",
                        ToolKind.READ,
                        ToolCallStatus.COMPLETED,
                        List.of(new ToolCallContentBlock("content", new TextContent("noon"))),
                        List.of(),
                        Map.of("clock", "wall"),
                        null,
                        null));
        var answer =
                context.requestPermission(
                        new RequestPermissionRequest(
                                id,
                                new ToolCallUpdate(
                                        "t-asked",
                                        "Delete x",
                                        ToolKind.DELETE,
                                        ToolCallStatus.PENDING,
                                        null,
                                        null,
                                        Map.of("path", "x"),
                                        null),
                                List.of(
                                        new PermissionOption(
                                                "yes", "Yes", PermissionOptionKind.ALLOW_ONCE),
                                        new PermissionOption(
                                                "no", "No", PermissionOptionKind.REJECT_ONCE))));
        boolean isAllowed =
                answer.outcome() instanceof AcpSchema.PermissionSelected selected
                        && selected.optionId().equals("yes");
        context.sendUpdate(
                id,
                new ToolCallUpdateNotification(
                        "tool_call_update",
                        "t-asked",
                        null,
                        null,
                        isAllowed ? ToolCallStatus.COMPLETED : ToolCallStatus.FAILED,
                        null,
                        null,
                        null,
                        isAllowed ? "deleted" : "left alone",
                        null));
        return new PromptResponse(StopReason.END_TURN);
    }

    private static PromptResponse waits(SyncPromptContext context) {
        say(context, "Waiting");
        try {
            boolean isCancelled = CANCELLED.await(30, TimeUnit.SECONDS);
            return new PromptResponse(isCancelled ? StopReason.CANCELLED : StopReason.END_TURN);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
