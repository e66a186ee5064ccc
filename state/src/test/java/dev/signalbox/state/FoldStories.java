package dev.signalbox.state;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ErrorDetail;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState.LastError;
import dev.signalbox.protocol.Track;

import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The journals behind the vectors in `protocol/vectors/fold`, written by hand.
final class FoldStories {
    private static final String AT = "'timestamp':'2026-11-23T10:00:01.000Z'";
    private static final String TEXT =
            "{'type':'assistant_text','id':'%s'," + AT + ",'content':'%s'}";
    private static final String CUT_TEXT =
            "{'type':'assistant_text','id':'%s'," + AT + ",'content':'%s','incomplete':'%s'}";
    private static final String TOOL =
            "{'type':'tool_use','id':'%s',"
                    + AT
                    + ",'toolName':'%s','toolUseId':'%s','input':%s,'status':'%s'}";
    private static final String RESULT =
            "{'type':'tool_result','id':'%s'," + AT + ",'toolUseId':'%s','output':%s,'isError':%s}";
    private static final String PERMISSION =
            "{'toolUseId':'u1','toolName':'Bash','input':{'command':'rm -r build'},'title':'Run rm?',"
                    + "'options':[{'id':'allow','kind':'allow_once','label':'Allow'},"
                    + "{'id':'reject','kind':'reject_once','label':'Reject'}]}";

    private static final String ALWAYS =
            "{'toolName':'Bash','input':{'command':'%s'},'options':["
                    + "{'id':'once','kind':'allow_once','label':'Allow'},"
                    + "{'id':'always','kind':'allow_always','label':'Always'}]%s}";

    private FoldStories() {}

    /// Every story by the name of its file.
    static Map<String, List<Envelope>> all() {
        var stories = new LinkedHashMap<String, List<Envelope>>();
        stories.put("created", Story.begun().events());
        stories.put("text-turn", textTurn().events());
        stories.put("text-turn-compacted", Compaction.compact(textTurn().events()));
        stories.put("text-open", textOpen().events());
        stories.put("tool-writes-a-file", toolWritesAFile().events());
        stories.put("tool-writes-a-file-compacted", Compaction.compact(toolWritesAFile().events()));
        stories.put("tool-fails", toolFails().events());
        stories.put("interrupted-in-mid-text", interrupted().events());
        stories.put("withdrawn-block", withdrawn().events());
        stories.put("subagent", subagent().events());
        stories.put("background-task", backgroundTask().events());
        stories.put("usage-of-two-queries", usageOfTwoQueries().events());
        stories.put("permission-pending", permissionPending().events());
        stories.put("permission-answered-and-withdrawn", permissionsResolved().events());
        stories.put("permission-granted-and-revoked", permissionsGranted().events());
        stories.put("queue", queue().events());
        stories.put("queue-cancelled", queueCancelled().events());
        stories.put("environment-lost", environmentLost().events());
        stories.put("unknown-things", unknownThings().events());
        stories.put("what-does-not-apply", whatDoesNotApply().events());
        return stories;
    }

    private static Story textTurn() {
        return Story.begun()
                .status(EnvironmentStatus.STARTING)
                .status(EnvironmentStatus.READY)
                .asks("q1", "m1", "Say hello")
                .start("{'type':'thinking','id':'b1'," + AT + ",'content':''}")
                .delta("b1", "A greeting")
                .delta("b1", ", then.")
                .complete("{'type':'thinking','id':'b1'," + AT + ",'content':'A greeting, then.'}")
                .start(TEXT.formatted("b2", ""))
                .delta("b2", "Hel")
                .delta("b2", "")
                .delta("b2", "lo 😀")
                .update("b2", "{'model':'demo-1'}")
                .complete(
                        "{'type':'assistant_text','id':'b2',"
                                + AT
                                + ",'content':'Hello 😀','model':'demo-1'}")
                .metadata(
                        "{'model':'demo-1','title':'A greeting','usage':{'inputTokens':12,'outputTokens':7,'totalTokens':19}}")
                .completed("q1");
    }

    private static Story textOpen() {
        return Story.begun()
                .asks("q1", "m1", "Say hello")
                .start(TEXT.formatted("b1", "He"))
                .delta("b1", "llo, wor")
                .start(RESULT.formatted("b2", "u1", "''", "false"))
                .delta("b2", "line 1 ")
                .update("b2", "{'durationMs':40}")
                .delta("b2", "line 2");
    }

    private static Story toolWritesAFile() {
        return Story.begun()
                .asks("q1", "m1", "Write a.txt")
                .start(TOOL.formatted("b1", "Write", "u1", "{}", "pending"))
                .update("b1", "{'input':{'path':'a.txt','content':'hi'},'status':'running'}")
                .start(RESULT.formatted("b2", "u1", "''", "false"))
                .delta("b2", "wrote ")
                .delta("b2", "a.txt")
                .update("b1", "{'kind':'edit','locations':[{'path':'a.txt','line':1}]}")
                .complete(RESULT.formatted("b2", "u1", "'wrote a.txt'", "false"))
                .complete(
                        "{'type':'tool_use','id':'b1',"
                                + AT
                                + ",'toolName':'Write','toolUseId':'u1','input':{'path':'a.txt','content':'hi'},"
                                + "'status':'success','kind':'edit','locations':[{'path':'a.txt','line':1}],"
                                + "'changes':[{'path':'a.txt','newText':'hi'}]}")
                .says(new SessionEvent.FileCreated("a.txt", 2L, null))
                .complete(TEXT.formatted("b3", "Done."))
                .completed("q1");
    }

    private static Story toolFails() {
        return Story.begun()
                .asks("q1", "m1", "Run the tests")
                .start(TOOL.formatted("b1", "Bash", "u1", "{'command':'make test'}", "running"))
                .complete(TOOL.formatted("b1", "Bash", "u1", "{'command':'make test'}", "error"))
                .complete(
                        RESULT.formatted(
                                "b2", "u1", "[{'type':'text','text':'exit code 2'}]", "true"))
                .complete("{'type':'error','id':'b3'," + AT + ",'message':'No tests','code':'E2'}")
                .completed("q1");
    }

    private static Story interrupted() {
        return Story.begun()
                .asks("q1", "m1", "Tell me a long story")
                .start(TEXT.formatted("b1", ""))
                .delta("b1", "Once upon")
                .start(TOOL.formatted("b2", "Bash", "u1", "{}", "pending"))
                .complete(CUT_TEXT.formatted("b1", "Once upon", "interrupted"))
                .complete(
                        "{'type':'tool_use','id':'b2',"
                                + AT
                                + ",'incomplete':'interrupted','toolName':'Bash','toolUseId':'u1','input':{},'status':'error'}")
                .ended("q1", QueryOutcome.INTERRUPTED, null);
    }

    private static Story withdrawn() {
        return Story.begun()
                .asks("q1", "m1", "Hello")
                .start(TEXT.formatted("b1", ""))
                .delta("b1", "Helo")
                .complete(CUT_TEXT.formatted("b1", "Helo", "withdrawn"))
                .complete(TEXT.formatted("b2", "Hello"))
                .completed("q1");
    }

    private static Story subagent() {
        String agent =
                "{'type':'subagent','id':'b1',"
                        + AT
                        + ",'subagentId':'sub-1','name':'explorer','input':'Look around','status':'%s'%s}";
        return Story.begun()
                .asks("q1", "m1", "Explore")
                .start(agent.formatted("pending", ""))
                .update("b1", "{'status':'running'}")
                .inConversation("sub-1")
                .metadata(
                        "{'model':'small-1','usage':{'inputTokens':5,'outputTokens':1},'costUSD':0.5}")
                .start(TEXT.formatted("b2", ""))
                .delta("b2", "Nothing ")
                .inConversation("main")
                .complete(TEXT.formatted("b3", "It looks around."))
                .inConversation("sub-1")
                .delta("b2", "here.")
                .complete(TEXT.formatted("b2", "Nothing here."))
                .inConversation("main")
                .complete(agent.formatted("success", ",'output':'Nothing here.','durationMs':900"))
                .metadata("{'model':'big-1','usage':{'inputTokens':50,'outputTokens':10}}")
                .completed("q1");
    }

    private static Story backgroundTask() {
        return Story.begun()
                .asks("q1", "m1", "Start the server in the background")
                .start(
                        "{'type':'tool_use','id':'b1',"
                                + AT
                                + ",'toolName':'Bash','toolUseId':'u1','input':{},'status':'running','background':true}")
                .start(TEXT.formatted("b2", "not in the background"))
                .complete(TEXT.formatted("b2", "not in the background"))
                .completed("q1")
                .asks("q2", "m2", "And one more")
                .start(
                        "{'type':'subagent','id':'b3',"
                                + AT
                                + ",'subagentId':'sub-1','input':{},'status':'running'}");
    }

    private static Story usageOfTwoQueries() {
        return Story.begun()
                .asks("q1", "m1", "One")
                .metadata(
                        "{'usage':{'inputTokens':10,'outputTokens':1,'cacheReadTokens':100,'totalTokens':111},'costUSD':0.25}")
                .metadata("{'contextUsed':111,'contextWindow':200000}")
                .metadata(
                        "{'usage':{'inputTokens':10,'outputTokens':5,'cacheReadTokens':100,'totalTokens':115},'costUSD':0.5}")
                .completed("q1")
                .metadata("{'title':'Counting','model':'demo-1'}")
                .asks("q2", "m2", "Two")
                .metadata("{'usage':{'inputTokens':3,'outputTokens':2,'thinkingTokens':1}}")
                .metadata(
                        "{'usage':{'inputTokens':3,'outputTokens':4,'cacheWriteTokens':20,'thinkingTokens':2},'model':'demo-2'}")
                .completed("q2")
                .metadata("{'costUSD':0.125}");
    }

    private static Story permissionPending() {
        return Story.begun()
                .asks("q1", "m1", "Clean up")
                .start(TOOL.formatted("b1", "Bash", "u1", "{'command':'rm -r build'}", "waiting"))
                .permission("r1", PERMISSION)
                .permission("r2", PERMISSION);
    }

    private static Story permissionsResolved() {
        return permissionPending()
                .permission("r3", PERMISSION)
                .resolved("r2", "allow", By.principal("ann"))
                .withdrawn("r1")
                .resolved("r2", "reject", By.DEADLINE)
                .update("b1", "{'status':'running'}");
    }

    /// Two tools are allowed for ever, one of them by a rule; the first is revoked.
    private static Story permissionsGranted() {
        return Story.begun()
                .asks("q1", "m1", "Test it")
                .permission("r1", ALWAYS.formatted("rm -r build", ""))
                .resolved("r1", "always", By.principal("ann"))
                .permission("r2", ALWAYS.formatted("npm test", ",'rule':'Bash(npm test:*)'"))
                .resolved("r2", "always", By.principal("ann"))
                .permission("r3", ALWAYS.formatted("npm test a", ",'rule':'Bash(npm test:*)'"))
                .resolved("r3", "once", By.POLICY)
                .permission("r4", ALWAYS.formatted("npm test b", ",'rule':'Bash(npm test:*)'"))
                .resolved("r4", "always", By.principal("bob"))
                .revoked("r1", By.principal("ann"))
                .revoked("r9", By.principal("ann"));
    }

    private static Story queue() {
        return Story.begun()
                .asks("q1", "m1", "First")
                .queued("q2", 1, "Second", "m2")
                .queued("q3", 2, "Third", null)
                .queued("q4", 1, "At once", null)
                .ended("q1", QueryOutcome.INTERRUPTED, null)
                .asks("q4", "m4", "At once");
    }

    private static Story queueCancelled() {
        return Story.begun()
                .asks("q1", "m1", "First")
                .queued("q2", 1, "Second", null)
                .queued("q3", 2, "Third", null)
                .ended("q2", QueryOutcome.CANCELLED, null)
                .inQuery("q1")
                .complete(TEXT.formatted("b1", "Still on the first."));
    }

    private static Story environmentLost() {
        var lost =
                Story.environment(
                        EnvironmentStatus.ERROR,
                        "the runner is gone",
                        new LastError(
                                "the runner is gone", "ENVIRONMENT_LOST", 1_795_428_002_000L));
        return Story.begun()
                .status(EnvironmentStatus.READY)
                .asks("q1", "m1", "Hello")
                .start(TEXT.formatted("b1", ""))
                .delta("b1", "Hel")
                .status(lost)
                .says(
                        new SessionEvent.ErrorReported(
                                new ErrorDetail(ErrorCode.ENVIRONMENT_LOST, "the runner is gone")))
                .complete(CUT_TEXT.formatted("b1", "Hel", "interrupted"))
                .ended(
                        "q1",
                        QueryOutcome.LOST,
                        new QueryCause(ErrorCode.ENVIRONMENT_LOST, "the runner is gone"))
                .status(lost);
    }

    private static Story unknownThings() {
        return Story.begun()
                .asks("q1", "m1", "Surprise me")
                .says(new SessionEvent.Unknown(object("{'type':'hologram','rays':[1]}")))
                .says(
                        new SessionEvent.Unrecognized(
                                "session:tomorrow", Track.CONVERSATION, object("{'z':{'y':[]}}")))
                .start("{'type':'hologram','id':'b1'," + AT + ",'rays':[1,{'deep':true}]}")
                .delta("b1", "a block without a text field")
                .update("b1", "{'rays':[2],'mood':'good'}")
                .complete("{'type':'hologram','id':'b1'," + AT + ",'rays':[3],'mood':'good'}")
                .start(
                        "{'type':'assistant_text','id':'b2',"
                                + AT
                                + ",'content':'known','glow':{'warm':1.5}}")
                .update("b2", "{'glow':null,'shade':'dark'}")
                .metadata("{'mood':'good','model':'demo-1'}");
    }

    /// Such a journal is never written, but the fold is total.
    private static Story whatDoesNotApply() {
        return Story.begun()
                .asks("q1", "m1", "Hello")
                .start(TEXT.formatted("open", "a"))
                .complete(TEXT.formatted("done", "z"))
                .start(TEXT.formatted("open", "again"))
                .start(TEXT.formatted("done", "again"))
                .complete(TEXT.formatted("done", "again"))
                .delta("done", "more")
                .delta("nobody", "more")
                .update("done", "{'model':'m'}")
                .update("open", "{'content':'an update never changes the text','model':'m'}")
                .update("open", "{'id':'other'}")
                .complete("{'type':'thinking','id':'open'," + AT + ",'content':'another type'}")
                .inConversation("elsewhere")
                .delta("open", "elsewhere")
                .start(TEXT.formatted("open", "elsewhere"))
                .complete(TEXT.formatted("open", "elsewhere"))
                .inConversation("main")
                .says(
                        new SessionEvent.QueryEnded(
                                "q9", QueryOutcome.COMPLETED, null, null, null, 1))
                .started("q2")
                .resolved("r9", "allow", By.POLICY)
                .says(
                        new SessionEvent.Created(
                                "other", "other", object("{}"), null, null, By.principal("eve")));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Story.json(json);
    }
}
