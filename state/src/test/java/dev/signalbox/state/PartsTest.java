package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.Usage;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

/// Usage, queue, permissions, messages, and what the session was created with.
class PartsTest {
    private static final String REQUEST =
            "{'toolName':'Bash','input':{'command':'ls'},'options':[{'id':'yes','kind':'allow_once','label':'Yes'}]}";

    private static String usage(int input, int output) {
        return "{'usage':{'inputTokens':%d,'outputTokens':%d}}".formatted(input, output);
    }

    private static Totals tokens(long input, long output) {
        return new Totals(input, output, null, null, null, input + output, null);
    }

    @Test
    void repeatedCumulativeUsageNeverCountsTwice() {
        var story = Story.begun().started("q1");
        for (int i = 1; i <= 10; i++) {
            story.metadata(usage(i, 10 * i)).metadata(usage(i, 10 * i));
        }
        assertThat(story.fold().usage().total()).isEqualTo(tokens(10, 100));
        story.completed("q1").started("q2").metadata(usage(1, 2)).metadata(usage(3, 4));
        assertThat(story.fold().usage().total()).isEqualTo(tokens(13, 104));
        story.inQuery("q1").metadata(usage(20, 100));
        assertThat(story.fold().usage().total()).isEqualTo(tokens(23, 104));
    }

    @Test
    void usageIsSummedOverQueriesAndConversations() {
        var ledger =
                Story.begun()
                        .inQuery("q1")
                        .metadata(usage(1, 1))
                        .inConversation("sub")
                        .metadata(usage(10, 10))
                        .inQuery("q2")
                        .metadata(usage(100, 100))
                        .inQuery(null)
                        .metadata(usage(1000, 1000))
                        .fold()
                        .usage();
        assertThat(ledger.total()).isEqualTo(tokens(1111, 1111));
        assertThat(ledger.byConversation())
                .isEqualTo(Map.of("main", tokens(1, 1), "sub", tokens(1110, 1110)));
        assertThat(ledger.ofQuery("q1"))
                .isEqualTo(new Usage(11L, 11L, null, null, null, 22L, Map.of()));
        assertThat(ledger.ofQuery("q9")).isNull();
    }

    @Test
    void usageAndCostAreKeptByThemselves() {
        var ledger =
                Story.begun()
                        .inQuery("q1")
                        .metadata(usage(1, 2))
                        .metadata("{'costUSD':0.5}")
                        .metadata("{'model':'m'}")
                        .metadata("{'costUSD':0.75}")
                        .inQuery("q2")
                        .metadata("{'costUSD':0.25}")
                        .fold()
                        .usage();
        assertThat(ledger.total()).isEqualTo(new Totals(1, 2, null, null, null, 3, 1.0));
        assertThat(ledger.ofQuery("q2")).isNull();
    }

    @Test
    void whatIsCachedCountsIntoATotalThatNobodySaid() {
        var ledger =
                Story.begun()
                        .inQuery("q1")
                        .metadata(
                                "{'usage':{'inputTokens':1,'outputTokens':2,'cacheReadTokens':4,'cacheWriteTokens':8,'thinkingTokens':1}}")
                        .inQuery("q2")
                        .metadata(
                                "{'usage':{'inputTokens':1,'outputTokens':2,'cacheReadTokens':4,'totalTokens':100}}")
                        .fold()
                        .usage();
        assertThat(ledger.total()).isEqualTo(new Totals(2, 4, 8L, 8L, 1L, 115, null));
    }

    @Test
    void aMessageWaitsAtItsPositionUntilItsQueryStartsOrIsCancelled() {
        var story =
                Story.begun()
                        .started("q1")
                        .queued("q2", 1, "second", "m2")
                        .queued("q3", 2, "third", null)
                        .queued("q4", 1, "urgent", null)
                        .queued("q5", 99, "last", null)
                        .queued("q5", 1, "last again", null);
        assertThat(story.fold().queue().messages().stream().map(QueuedMessage::queryId))
                .containsExactly("q4", "q2", "q3", "q5");
        assertThat(story.fold().queue().get("q2"))
                .isEqualTo(
                        new QueuedMessage(
                                "q2",
                                Story.T0.plusMillis(750),
                                MessageContent.of("second"),
                                "m2",
                                By.principal("admin")));
        story.completed("q1").started("q4").ended("q3", QueryOutcome.CANCELLED, null);
        assertThat(
                        story.fold().runtime(true).queue().stream()
                                .map(SessionRuntimeState.Queued::queryId))
                .containsExactly("q2", "q5");
    }

    @Test
    void aRequestIsPendingUntilItIsResolvedAndKeptForEver() {
        var story =
                Story.begun()
                        .started("q1")
                        .permission("r1", REQUEST)
                        .permission("r2", REQUEST)
                        .permission("r1", REQUEST);
        assertThat(story.fold().pendingPermissions().stream().map(one -> one.request().requestId()))
                .containsExactly("r1", "r2");
        story.resolved("r1", "yes", By.principal("ann"))
                .resolved("r1", "no", By.principal("bob"))
                .permission("r1", REQUEST)
                .resolved("r9", "yes", By.principal("bob"))
                .withdrawn("r2");
        var permissions = story.fold().permissions();
        assertThat(permissions.pending()).isEmpty();
        assertThat(permissions.resolved().keySet()).containsExactly("r1", "r2");
        var first = permissions.resolved().get("r1");
        assertThat(first.request().request().toolName()).isEqualTo("Bash");
        assertThat(first.answer().by()).isEqualTo(By.principal("ann"));
        assertThat(first.resolvedAt()).isEqualTo(Story.T0.plusMillis(6 * 250));
        assertThat(permissions.resolved().get("r2").answer().by()).isEqualTo(By.WITHDRAWN);
    }

    private static String always(String input, String more) {
        return ("{'toolName':'Bash','input':{'command':'%s'},'options':["
                        + "{'id':'once','kind':'allow_once','label':'Yes'},"
                        + "{'id':'always','kind':'allow_always','label':'Always'}]%s}")
                .formatted(input, more);
    }

    @Test
    void whatAPersonAllowsForEverIsAGrantUntilItIsRevoked() {
        var story =
                Story.begun()
                        .started("q1")
                        .permission("r1", always("npm test", ",'rule':'Bash(npm test:*)'"))
                        .permission("r2", always("ls", ""))
                        .permission("r3", always("rm", ""))
                        .resolved("r1", "always", By.principal("ann"))
                        .resolved("r2", "always", By.principal("bob"))
                        .resolved("r3", "once", By.principal("bob"));
        var permissions = story.fold().permissions();
        assertThat(permissions.grants().keySet()).containsExactly("r1", "r2");
        var first = permissions.grants().get("r1");
        assertThat(first.rule()).isEqualTo("Bash(npm test:*)");
        assertThat(first.input()).isNull();
        assertThat(first.grantedBy()).isEqualTo(By.principal("ann"));
        assertThat(first.at()).isEqualTo(Story.T0.plusMillis(6 * 250));
        assertThat(permissions.grants().get("r2").input())
                .isEqualTo(Story.json("{'command':'ls'}"));
        assertThat(story.fold().snapshot("s", 1, true).permissionGrants())
                .containsExactlyElementsOf(permissions.grants().values());
        story.revoked("r1", By.principal("bob")).revoked("r1", By.principal("bob"));
        assertThat(story.fold().permissions().grants().keySet()).containsExactly("r2");
    }

    @Test
    void aGrantCoversTheSameRuleOrWithoutOneTheSameInput() {
        var permissions =
                Story.begun()
                        .started("q1")
                        .permission("r1", always("npm test", ",'rule':'Bash(npm test:*)'"))
                        .permission("r2", always("ls", ""))
                        .resolved("r1", "always", By.principal("ann"))
                        .resolved("r2", "always", By.principal("ann"))
                        .permission("s1", always("npm test x", ",'rule':'Bash(npm test:*)'"))
                        .permission("s2", always("ls", ""))
                        .permission("n1", always("npm x", ",'rule':'Bash(npm:*)'"))
                        .permission("n2", always("ls -l", ""))
                        .permission("n3", always("npm test", ""))
                        .permission("n4", always("ls", ",'rule':'Bash(ls)'"))
                        .permission("n5", always("ls", ",'kind':'question'"))
                        .permission("n6", always("ls", "").replace("Bash", "Shell"))
                        .fold()
                        .permissions();
        assertThat(
                        permissions.pending().values().stream()
                                .filter(one -> permissions.grantFor(one.request()) != null)
                                .map(one -> one.request().requestId()))
                .containsExactly("s1", "s2");
    }

    @Test
    void onlyAPersonsAnswerToAPermissionGrants() {
        var permissions =
                Story.begun()
                        .started("q1")
                        .permission("r1", always("a", ""))
                        .permission("r2", always("b", ",'kind':'question'"))
                        .permission("r3", always("c", ""))
                        .permission("r4", always("c", ""))
                        .resolved("r1", "always", By.POLICY)
                        .resolved("r2", "always", By.principal("ann"))
                        .resolved("r3", "always", By.principal("ann"))
                        .resolved("r4", "always", By.principal("ann"))
                        .fold()
                        .permissions();
        assertThat(permissions.grants().keySet()).containsExactly("r3");
    }

    @Test
    void aMessageGivesTheSameQueryForEver() {
        var state =
                Story.begun()
                        .asks("q1", "m1", "hello")
                        .queued("q2", 1, "next", "m2")
                        .completed("q1")
                        .asks("q2", "m2", "next")
                        .completed("q2")
                        .asks("q3", "m1", "again")
                        .complete("{'type':'assistant_text','id':'b','content':'x'}")
                        .fold();
        assertThat(state.messages().queryIds()).isEqualTo(Map.of("m1", "q1", "m2", "q2"));
        assertThat(state.queryOfMessage("m2")).isEqualTo("q2");
        assertThat(state.queryOfMessage("m9")).isNull();
    }

    @Test
    void onlyTheFirstCreationCountsAndOptionsAreReplacedWhole() {
        var again =
                new SessionEvent.Created(
                        "other", "other", options("{'z':1}"), null, null, By.principal("eve"));
        var state = Story.begun().says(again).fold();
        assertThat(state.created())
                .isEqualTo(
                        new Creation(
                                "demo",
                                "local",
                                "a session",
                                null,
                                By.principal("admin"),
                                Story.T0.plusMillis(250)));
        assertThat(state.options()).isEqualTo(Story.json("{'model':'demo-1'}"));
        var changed = new SessionEvent.OptionsUpdate(options("{'chunks':3}"));
        assertThat(Story.begun().says(changed).fold().options())
                .isEqualTo(Story.json("{'chunks':3}"));
    }

    private static ObjectNode options(String json) {
        return (ObjectNode) Story.json(json);
    }

    @Test
    void theRuntimeStateShowsBothMachinesAndWhatWaits() {
        var runtime =
                Story.begun()
                        .status(EnvironmentStatus.READY)
                        .started("q1")
                        .permission("r1", REQUEST)
                        .queued("q2", 1, "next", null)
                        .fold()
                        .runtime(false);
        assertThat(runtime.isLoaded()).isFalse();
        assertThat(runtime.executionEnvironment())
                .isEqualTo(Story.environment(EnvironmentStatus.READY, null, null));
        assertThat(runtime.pendingPermissions()).containsExactly("r1");
        assertThat(runtime.queue()).hasSize(1);
        assertThat(runtime.backgroundTasks()).isNull();
    }
}
