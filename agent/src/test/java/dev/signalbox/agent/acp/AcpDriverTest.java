package dev.signalbox.agent.acp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentSettings;
import dev.signalbox.agent.FakePort;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class AcpDriverTest {
    private static final String CAPABLE = "'agentCapabilities':{'loadSession':true}";
    private static final String ASKS =
            "{'id':7,'method':'session/request_permission','params':{'toolCall':{'toolCallId':'t1','title':'Remove x','kind':'KIND'},"
                    + "'options':[{'optionId':'yes','kind':'allow_once','name':'Yes'},{'optionId':'ever','kind':'allow_always','name':'Ever'},"
                    + "{'optionId':'no','kind':'reject_once','name':'No'}]}}";

    @TempDir Path folder;

    private final FakePort port = new FakePort();
    private AgentDriver driver;

    private void open(AcpPreset preset, String options) {
        var spec =
                Specs.in(
                        folder, options, folder.resolve("program"), new HashMap<>(port.remembered));
        driver = new AcpAdapter(preset).open(spec, port);
    }

    private void start(AcpPreset preset, String options) {
        open(preset, options);
        driver.started();
        say(
                "{'id':1,'result':{'protocolVersion':1,"
                        + CAPABLE
                        + ",'agentInfo':{'version':'9.9'}}}");
    }

    private void ready(AcpPreset preset, String options) {
        start(preset, options);
        say("{'id':2,'result':{'sessionId':'s1'}}");
    }

    private void say(String line) {
        driver.line(line.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void update(String update) {
        say("{'method':'session/update','params':{'sessionId':'s1','update':" + update + "}}");
    }

    private void text(String text) {
        update(
                "{'sessionUpdate':'agent_message_chunk','content':{'type':'text','text':'"
                        + text
                        + "'}}");
    }

    private ObjectNode lastSent() {
        try {
            return ProtocolJson.readObject(port.sent.getLast());
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    private void query(String queryId) {
        driver.startQuery(queryId, MessageContent.of("go"), Map.of());
    }

    private StreamEvent.QueryEnded ended() {
        return port.events(StreamEvent.QueryEnded.class).getLast();
    }

    @Test
    void itIsReadyWhenItHasASession() {
        start(
                AcpPresets.ANY,
                "{'command':['x'],'mcpServers':{'a':{'command':'c','env':{'K':'v'}}}}");
        assertThat(port.isReady).isFalse();
        assertThat(port.sent.getFirst()).contains("\"terminal\":false", "\"readTextFile\":false");
        assertThat(port.sent.getLast())
                .contains(
                        "{\"name\":\"a\",\"command\":\"c\",\"args\":[],\"env\":[{\"name\":\"K\",\"value\":\"v\"}]}");

        say("{'id':2,'result':{'sessionId':'s1'}}");
        assertThat(port.isReady).isTrue();
        assertThat(port.remembered)
                .containsEntry("version", "9.9")
                .doesNotContainKey("acp.sessionId");
    }

    @Test
    void anotherVersionOfTheProtocolIsRefused() {
        open(AcpPresets.ANY, "{'command':['x']}");
        driver.started();
        say("{'id':1,'result':{'protocolVersion':2}}");

        assertThat(port.events(StreamEvent.Failure.class).getFirst().message())
                .contains("version 2");
    }

    @Test
    void aModeThatTheAgentOffersIsAskedFor() {
        start(AcpPresets.GEMINI, "{'permissionMode':'acceptEdits'}");
        say(
                "{'id':2,'result':{'sessionId':'s1','modes':{'currentModeId':'default','availableModes':[{'id':'default'},{'id':'autoEdit'}]}}}");
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/set_mode");
        assertThat(lastSent().path("params").path("modeId").stringValue()).isEqualTo("autoEdit");
        assertThat(port.isReady).isFalse();

        say("{'id':3,'error':{'code':-1,'message':'no'}}");
        assertThat(port.isReady).isTrue();
    }

    @Test
    void aModelIsChangedWhereTheAgentOffersModels() {
        start(AcpPresets.GEMINI, "{'model':'m1'}");
        say(
                "{'id':2,'result':{'sessionId':'s1','models':{'currentModelId':'m1','availableModels':[{'modelId':'m2'}]}}}");
        assertThat(port.isReady).isTrue();

        driver.setOptions(Map.of("model", ProtocolJson.text("m2")));
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/set_model");
        assertThat(lastSent().path("params").path("modelId").stringValue()).isEqualTo("m2");
    }

    @Test
    void aSessionFromBeforeIsLoadedAndItsHistoryLeftOut() {
        ready(AcpPresets.ANY, "{'command':['x']}");
        query("q1");
        text("one");
        assertThat(port.remembered).containsEntry("acp.sessionId", "s1");

        port.isReady = false;
        port.sent.clear();
        start(AcpPresets.ANY, "{'command':['x']}");
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/load");
        int before = port.events(StreamEvent.BlockStart.class).size();
        text("old");
        say("{'id':2,'result':{}}");
        port.pass(Duration.ofMillis(200));
        text("older");
        port.pass(Duration.ofMillis(200));
        assertThat(port.isReady).isFalse();
        port.pass(Duration.ofMillis(200));
        assertThat(port.isReady).isTrue();
        assertThat(port.events(StreamEvent.BlockStart.class)).hasSize(before);
    }

    @Test
    void anAgentThatHasForgottenIsToldTheHistory() {
        port.remembered.put("acp.sessionId", "s0");
        port.history = "User: blue";
        start(AcpPresets.ANY, "{'command':['x']}");
        say("{'id':2,'error':{'code':-1,'message':'unknown'}}");
        say("{'id':3,'result':{'sessionId':'s1'}}");
        query("q1");

        assertThat(port.sent.getLast()).contains("User: blue").contains("\"text\":\"go\"");
        assertThat(port.events(StreamEvent.BlockComplete.class).getFirst().block())
                .isInstanceOf(ConversationBlock.SystemNotice.class);
        query("q2");
        assertThat(port.sent.getLast()).doesNotContain("User: blue");
    }

    @Test
    void geminiIsNotAskedToLoadASessionOfThisMinute() {
        port.remembered.put("acp.sessionId", "s0");
        port.remembered.put("acp.sessionMadeAt", port.now().plusSeconds(30).toString());
        start(AcpPresets.GEMINI, "{}");
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/new");
    }

    @Test
    void withoutASessionEachQueryFailsByNameUntilThereIsOne() {
        start(AcpPresets.ANY, "{'command':['x']}");
        say("{'id':2,'error':{'code':-32000,'message':'Authentication required'}}");
        assertThat(port.isReady).isTrue();

        query("q1");
        say("{'id':3,'error':{'code':-32000,'message':'Authentication required'}}");
        assertThat(ended().cause().code()).isEqualTo(ErrorCode.AGENT_AUTH_FAILED.name());
        query("q2");
        say("{'id':4,'result':{'sessionId':'s1'}}");
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/prompt");
    }

    @Test
    void itSignsInWithAKeyWhenAskedToAndInNoOtherWay() {
        open(AcpPresets.ANY, "{'command':['x']}");
        driver.started();
        say(
                "{'id':1,'result':{'protocolVersion':1,'authMethods':[{'id':'browser'},{'id':'api-key'}]}}");
        say("{'id':2,'error':{'code':-32000,'message':'Authentication required'}}");
        assertThat(lastSent().path("params").path("methodId").stringValue()).isEqualTo("api-key");
        say("{'id':3,'result':{}}");
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/new");
    }

    @Test
    void anInterruptCancelsAndAnswersWhatWaits() {
        ready(AcpPresets.ANY, "{'command':['x']}");
        query("q1");
        say(ASKS.replace("KIND", "delete"));
        driver.interrupt("q1");

        assertThat(port.sent.get(port.sent.size() - 2)).contains("\"outcome\":\"cancelled\"");
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/cancel");
        assertThat(port.events(StreamEvent.PermissionWithdrawn.class)).hasSize(1);
        say("{'id':3,'result':{'stopReason':'end_turn'}}");
        assertThat(ended().outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(port.openBlocks()).isZero();
    }

    @Test
    void silenceAfterAPromptIsGivenUpAndAStubbornAgentStartedAnew() {
        ready(AcpPresets.ANY, "{'command':['x'],'firstWord':'10s'}");
        query("q1");
        port.remembered.put("stderr", "Attempt 3 failed with status 529. Retrying");
        update("{'sessionUpdate':'session_info_update','title':'x'}");
        port.pass(Duration.ofSeconds(11));
        assertThat(lastSent().path("method").stringValue()).isEqualTo("session/cancel");
        assertThat(port.events(StreamEvent.QueryEnded.class)).isEmpty();

        port.pass(Duration.ofSeconds(5));
        assertThat(ended().outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended().cause().code()).isEqualTo(ErrorCode.AGENT_OVERLOADED.name());
        assertThat(port.restarts).hasSize(1);
    }

    @Test
    void aQuestionIsAWordAndThenTimeStandsStill() {
        ready(AcpPresets.ANY, "{'command':['x'],'firstWord':'10s'}");
        query("q1");
        say(ASKS.replace("KIND", "delete"));
        port.pass(Duration.ofHours(1));
        assertThat(port.events(StreamEvent.QueryEnded.class)).isEmpty();
        assertThat(port.hasTasks()).isFalse();
    }

    @Test
    void thePermissionModeHoldsForEveryAgent() {
        decide("bypass", "execute", "yes");
        decide("acceptEdits", "edit", "yes");
        decide("acceptEdits", "execute", null);
        decide("readOnly", "execute", "no");
        decide("readOnly", "read", null);
        decide("ask", "read", null);
    }

    private void decide(String mode, String kind, String answer) {
        port.sent.clear();
        port.remembered.clear();
        int asked = port.events(StreamEvent.PermissionRequested.class).size();
        ready(AcpPresets.ANY, "{'command':['x'],'permissionMode':'" + mode + "'}");
        query("q1");
        say(ASKS.replace("KIND", kind));
        assertThat(port.events(StreamEvent.PermissionRequested.class))
                .hasSize(answer == null ? asked + 1 : asked);
        if (answer != null) {
            assertThat(port.sent.getLast()).contains("\"optionId\":\"" + answer + "\"");
        }
    }

    @Test
    void anAnswerForTheSessionIsGivenOnceForTheServerRemembersIt() {
        ready(AcpPresets.ANY, "{'command':['x']}");
        query("q1");
        say(ASKS.replace("KIND", "delete"));
        var request = port.events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(request.rule()).isEqualTo("delete(Remove x)");
        driver.answerPermission(
                new RunnerCommand.AnswerPermission(
                        request.requestId(), "allow_always", null, null));
        assertThat(port.sent.getLast()).contains("\"optionId\":\"yes\"").contains("\"id\":7");
    }

    @Test
    void whatItDoesNotSupportIsRefused() {
        ready(AcpPresets.ANY, "{'command':['x']}");
        say("{'id':'a','method':'fs/write_text_file','params':{'path':'/etc/passwd'}}");
        assertThat(lastSent().path("error").path("code").intValue()).isEqualTo(-32601);
        assertThat(lastSent().path("id").stringValue()).isEqualTo("a");
    }

    @Test
    void aTurnOfTheAgentsOwnEndsWhenItIsQuiet() {
        ready(AcpPresets.ANY, "{'command':['x']}");
        text("By the way");
        assertThat(port.events(StreamEvent.QueryStarted.class)).hasSize(1);
        port.pass(Duration.ofSeconds(4));
        assertThat(ended().outcome()).isEqualTo(QueryOutcome.COMPLETED);
        assertThat(port.openBlocks()).isZero();
    }

    @Test
    void codexIsStartedAnewWhenItLeavesACommandRunning() {
        ready(AcpPresets.CODEX, "{}");
        query("q1");
        update(
                "{'sessionUpdate':'tool_call','toolCallId':'t1','kind':'execute','title':'sleep 99','status':'in_progress'}");
        driver.interrupt("q1");
        say("{'id':3,'result':{'stopReason':'cancelled'}}");
        assertThat(ended().outcome()).isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(port.restarts).hasSize(1);
    }

    @Test
    void geminisHomeSaysHowItSignsInAndKeepsWhatIsThere() throws IOException {
        var program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var gemini = Files.createDirectories(folder.resolve("home/.gemini"));
        Files.writeString(gemini.resolve("settings.json"), "{\"general\":{\"vimMode\":true}}");
        Files.writeString(gemini.resolve("GEMINI.md"), "Mine.\n");
        Files.writeString(gemini.resolve("oauth_creds.json"), "{}");
        open(AcpPresets.GEMINI, "{'model':'m','systemPromptAppend':'be brief'}");
        var launch = driver.launch();

        assertThat(launch.command()).endsWith("--acp", "--skip-trust", "-m", "m");
        assertThat(launch.environment()).containsEntry("GEMINI_CLI_NO_RELAUNCH", "true");
        assertThat(gemini.resolve("settings.json"))
                .content()
                .contains("\"vimMode\":true", "\"oauth-personal\"", "\"enableAutoUpdate\":false");
        assertThat(gemini.resolve("GEMINI.md")).content().contains("be brief", "Mine.");

        open(AcpPresets.GEMINI, "{}");
        driver.launch();
        assertThat(gemini.resolve("GEMINI.md")).hasContent("Mine.\n");
    }

    @Test
    void optionsThatCannotBeHonouredAreRefused() {
        var any = new AcpAdapter(AcpPresets.ANY);
        any.validate(Specs.options("{'command':['x'],'firstWord':'2m','permissionMode':'ask'}"));
        for (var options :
                List.of(
                        "{}",
                        "{'command':['x'],'model':'m'}",
                        "{'command':['x'],'systemPromptAppend':'s'}",
                        "{'command':['x'],'firstWord':'soon'}")) {
            assertThatThrownBy(() -> any.validate(Specs.options(options)))
                    .isInstanceOfSatisfying(
                            SignalboxException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION));
        }
        new AcpAdapter(AcpPresets.GEMINI)
                .validate(Specs.options("{'model':'m','systemPromptAppend':'s'}"));
    }

    @Test
    void whatIsMissingIsSaid() {
        var gemini = new AcpAdapter(AcpPresets.GEMINI);
        var missing =
                gemini.availability(new AgentSettings(folder.resolve("none"), Map.of(), false));
        assertThat(missing.available()).isFalse();
        assertThat(missing.install()).startsWith("npm install -g @google/gemini-cli@");
    }
}
