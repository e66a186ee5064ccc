package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.PermissionView;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ManualClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A session whose agent asks, for tests of what becomes of its requests.
abstract class PermissionsFixture {
    static final By BOB = By.principal("bob");
    static final Duration TIMEOUT = Duration.ofMinutes(5);
    static final String OPTIONS =
            "[{'id':'once','kind':'allow_once','label':'Allow'},"
                    + "{'id':'always','kind':'allow_always','label':'Always'},"
                    + "{'id':'no','kind':'reject_once','label':'Reject'}]";
    static final String QUESTIONS =
            "[{'id':'q1','text':'Which colour?','multiple':false,'freeText':false,"
                    + "'options':[{'id':'o1','label':'Red'},{'id':'o2','label':'Blue'}]},"
                    + "{'id':'q2','text':'Which sizes?','multiple':true,'freeText':true,"
                    + "'options':[{'id':'s','label':'Small'},{'id':'l','label':'Large'}]}]";

    static final String ANSWER =
            "[{'id':'answer','kind':'answer','label':'Answer'},"
                    + "{'id':'skip','kind':'reject_once','label':'Do not answer'}]";

    @TempDir Path dir;
    final ManualClock clock = ManualClock.start();
    HostFixture fixture;
    String id;
    String query;
    FakeEnvironment.Runner runner;

    @BeforeEach
    void open() throws Exception {
        begin(null);
    }

    void begin(@Nullable Duration permissionTimeout) throws JournalException {
        fixture =
                new HostFixture(
                        dir,
                        new InMemoryJournal(),
                        clock,
                        usual -> withTimeout(usual, permissionTimeout));
        id = fixture.create();
        query = fixture.send(id, "go").queryId();
        runner = fixture.runner(id);
        runner.activeQueryId = query;
    }

    static SessionSettings withTimeout(SessionSettings usual, @Nullable Duration timeout) {
        return new SessionSettings(
                usual.dataDir(),
                usual.idleStop(),
                usual.unloadAfter(),
                timeout,
                usual.maxTurnSilence(),
                usual.interruptGrace(),
                usual.terminateGrace(),
                usual.runnerOrphanTimeout(),
                usual.healthInterval(),
                Duration.ofDays(1),
                usual.tick(),
                usual.restart(),
                usual.workspaceRoots(),
                usual.redact(),
                usual.limits(),
                usual.flood());
    }

    @AfterEach
    void close() {
        fixture.assertReplayEqualsLive(id);
        fixture.close();
    }

    /// A request, in single quotes.
    StreamEvent.PermissionRequested request(String requestId, String more) {
        var tree =
                json("{'type':'permission_requested','toolName':'Bash','options':" + OPTIONS + "}");
        tree.put("requestId", requestId).put("queryId", query);
        tree.set("input", json("{'command':'ls'}"));
        json("{" + more + "}").properties().forEach(one -> tree.set(one.getKey(), one.getValue()));
        return ProtocolJson.fromTree(tree, StreamEvent.PermissionRequested.class);
    }

    static ObjectNode json(String text) {
        try {
            return ProtocolJson.readObject(text.replace('\'', '"'));
        } catch (ProtocolException e) {
            throw new AssertionError(text, e);
        }
    }

    void asks(String requestId, String more) {
        runner.say(request(requestId, more));
        HostFixture.awaitTrue(() -> view(requestId) != null);
    }

    @Nullable PermissionView view(String requestId) {
        return fixture.host.permissions(id).items().stream()
                .filter(one -> one.requestId().equals(requestId))
                .findFirst()
                .orElse(null);
    }

    PermissionView answer(String requestId, String optionId, By by) {
        return fixture.host.answer(
                id, requestId, new AnswerPermission(optionId, "because", null), by);
    }

    /// What the runner was told of a request, in order.
    List<String> told(String requestId) {
        return runner.commands.stream()
                .filter(RunnerCommand.AnswerPermission.class::isInstance)
                .map(RunnerCommand.AnswerPermission.class::cast)
                .filter(one -> one.requestId().equals(requestId))
                .map(RunnerCommand.AnswerPermission::optionId)
                .toList();
    }

    SessionEvent.PermissionResolved resolution(String requestId) {
        return fixture.events(id).stream()
                .map(one -> one.event())
                .filter(SessionEvent.PermissionResolved.class::isInstance)
                .map(SessionEvent.PermissionResolved.class::cast)
                .filter(one -> one.requestId().equals(requestId))
                .reduce((_, _) -> {
                    throw new AssertionError("resolved twice: " + requestId);
                })
                .orElseThrow();
    }

    static void assertRefused(ErrorCode code, Runnable call, String... inMessage) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        SignalboxException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContainingAll(inMessage);
    }
}
