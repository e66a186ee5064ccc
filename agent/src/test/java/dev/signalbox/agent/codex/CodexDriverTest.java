package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.agent.FakePort;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ContentPart;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class CodexDriverTest {
    @TempDir Path folder;

    private final FakePort port = new FakePort();
    private Path program;

    @BeforeEach
    void makeProgram() throws IOException {
        program = Files.writeString(folder.resolve("codex"), "#!/bin/sh\necho 'codex-cli 9.9.9'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private AgentSpec spec(String options, Map<String, String> environment) {
        return new AgentSpec(
                "session",
                folder,
                folder.resolve("workspace"),
                folder.resolve("home"),
                folder.resolve("tmp"),
                Specs.options(options),
                program,
                environment,
                new HashMap<>(port.remembered));
    }

    private AgentDriver driver(String options) {
        return new CodexAdapter().open(spec(options, Map.of()), port);
    }

    /// A driver whose Codex is in a thread.
    private AgentDriver ready(String options) {
        var driver = driver(options);
        driver.started();
        reply(driver, "initialize", "{'userAgent':'signalbox/9.9.9 (Linux)'}");
        reply(driver, "thread/start", "{'thread':{'id':'th1','model':'own'},'model':'own'}");
        assertThat(port.isReady).isTrue();
        return driver;
    }

    private static void say(AgentDriver driver, String line) {
        driver.line(line.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /// Answers the last request of that method.
    private void reply(AgentDriver driver, String method, String result) {
        say(driver, "{'id':" + last(method).path("id") + ",'result':" + result + "}");
    }

    private void refuse(AgentDriver driver, String method, String message) {
        say(
                driver,
                "{'id':%s,'error':{'code':-32600,'message':'%s'}}"
                        .formatted(last(method).path("id"), message));
    }

    private ObjectNode last(String method) {
        for (var line : port.sent.reversed()) {
            try {
                var object = ProtocolJson.readObject(line);
                if (object.path("method").asString("").equals(method)) {
                    return object;
                }
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no " + method + " in " + port.sent);
    }

    private JsonNode params(String method) {
        return last(method).path("params");
    }

    private static Map<String, JsonNode> option(String name, String value) {
        return Map.of(name, ProtocolJson.text(value));
    }

    @Test
    void theCommandLineIsOfTheAppServer() {
        var launch =
                driver("{'config':{'model_providers.a':{'name':'n','n':2,'b c':[true]},'x.y':'z'}}")
                        .launch();

        assertThat(launch.command())
                .startsWith(program.toString(), "app-server", "--disable", "plugins")
                .containsSubsequence(
                        "-c",
                        "model_providers.a={name=\"n\",n=2,\"b c\"=[true]}",
                        "-c",
                        "x.y=\"z\"")
                .noneMatch(argument -> argument.contains("ephemeral"));
        assertThat(launch.environment())
                .containsEntry("CODEX_HOME", folder.resolve("home/.codex").toString());
        assertThat(folder.resolve("home/.codex")).isDirectory();
        assertThat(launch.environment().get("CODEX_HOME"))
                .doesNotStartWith(folder.resolve("tmp").toString());
    }

    @Test
    void aKeySignsInAndIsNoArgument() {
        var driver =
                new CodexAdapter()
                        .open(
                                spec(
                                        "{}",
                                        Map.of(
                                                "OPENAI_API_KEY", "k1",
                                                "CODEX_API_KEY", "k2",
                                                "OPENAI_BASE_URL", "http://127.0.0.1:1/v1")),
                                port);
        assertThat(driver.launch().command())
                .contains("cli_auth_credentials_store=\"ephemeral\"")
                .contains("openai_base_url=\"http://127.0.0.1:1/v1\"")
                .noneMatch(argument -> argument.contains("k1") || argument.contains("k2"));
        driver.started();
        reply(driver, "initialize", "{}");
        assertThat(params("account/login/start").path("apiKey").stringValue()).isEqualTo("k2");
        refuse(driver, "account/login/start", "no");

        assertThat(port.events(StreamEvent.Log.class).getFirst().message()).contains("key");
        assertThat(params("thread/start").has("cwd")).isTrue();
    }

    @Test
    void theThreadHasTheSessionsOptions() {
        ready(
                "{'permissionMode':'readOnly','model':'m','systemPromptAppend':'be brief','mcpServers':{'a':{'type':'http','url':'u','headers':{'h':'v'}}}}");

        assertThat(ProtocolJson.write(params("thread/start")))
                .contains("\"approvalPolicy\":\"on-request\"")
                .contains("\"sandbox\":\"read-only\"")
                .contains("\"model\":\"m\"")
                .contains("\"developerInstructions\":\"be brief\"")
                .contains("\"mcp_servers.a\":{\"url\":\"u\",\"http_headers\":{\"h\":\"v\"}}");
        assertThat(port.remembered).containsEntry("version", "9.9.9");
        assertThat(port.hasTasks()).isFalse();
    }

    @Test
    void aThreadIsResumedOnceItWasUsed() {
        var first = ready("{}");
        assertThat(port.remembered).doesNotContainKey("codex.threadId");
        first.startQuery("q1", MessageContent.of("a"), Map.of());
        reply(first, "turn/start", "{'turn':{'id':'t1'}}");

        var second = driver("{}");
        second.started();
        reply(second, "initialize", "{}");
        assertThat(params("thread/resume").path("threadId").stringValue()).isEqualTo("th1");
    }

    @Test
    void aThreadThatIsLostIsToldAgainWhateverHappensInBetween() {
        port.remembered.put("codex.threadId", "gone");
        port.history = "User: blue";
        var first = driver("{}");
        first.started();
        reply(first, "initialize", "{}");
        refuse(first, "thread/resume", "no rollout found");
        reply(first, "thread/start", "{'thread':{'id':'th2'}}");

        var second = ready("{}"); // The first one died before anything was said.
        second.startQuery("q1", MessageContent.of("and now?"), Map.of());
        reply(second, "turn/start", "{'turn':{'id':'t1'}}");
        var input = params("turn/start").path("input");
        assertThat(input.at("/0/text").stringValue()).contains("User: blue");
        assertThat(input.at("/1/text").stringValue()).isEqualTo("and now?");
        assertThat(port.events(StreamEvent.BlockComplete.class))
                .extracting(StreamEvent.BlockComplete::block)
                .singleElement()
                .isInstanceOf(ConversationBlock.SystemNotice.class);

        second.startQuery("q2", MessageContent.of("b"), Map.of());
        assertThat(params("turn/start").path("input")).hasSize(1);
    }

    @Test
    void whatIsForOneQueryIsTakenBackForTheNext() {
        var driver = ready("{}");
        driver.startQuery("q1", MessageContent.of("a"), option("model", "big"));
        assertThat(params("turn/start").path("model").stringValue()).isEqualTo("big");
        driver.startQuery("q2", MessageContent.of("b"), option("permissionMode", "bypass"));
        assertThat(params("turn/start").path("model").stringValue()).isEqualTo("own");
        assertThat(params("turn/start").path("approvalPolicy").stringValue()).isEqualTo("never");
        driver.startQuery("q3", MessageContent.of("c"), option("effort", "high"));
        assertThat(params("turn/start").has("model")).isFalse();
        assertThat(params("turn/start").at("/sandboxPolicy/type").stringValue())
                .isEqualTo("workspaceWrite");
        driver.startQuery("q4", MessageContent.of("d"), Map.of());
        assertThat(params("turn/start").path("effort").stringValue()).isEqualTo("medium");
        assertThat(params("turn/start").has("approvalPolicy")).isFalse();
    }

    @Test
    void partsOfAMessageAreTranslated() {
        ready("{}")
                .startQuery(
                        "q1",
                        new MessageContent.Parts(
                                List.of(
                                        new ContentPart.Text("look"),
                                        new ContentPart.Image(
                                                new ContentPart.Image.Source(
                                                        "base64", "AAAA", "image/jpeg", Map.of()),
                                                Map.of()),
                                        new ContentPart.ResourceLink(
                                                "file:///a", "a", null, Map.of()))),
                        Map.of());

        var input = params("turn/start").path("input");
        assertThat(input.at("/0/text").stringValue()).isEqualTo("look");
        assertThat(input.at("/1/url").stringValue()).isEqualTo("data:image/jpeg;base64,AAAA");
        assertThat(input.at("/2/text").stringValue()).isEqualTo("[a](file:///a)");
    }

    @Test
    void aMessageThatCodexRefusesFailsItsQuery() {
        var driver = ready("{}");
        driver.startQuery("q1", MessageContent.of("a"), Map.of());
        refuse(driver, "turn/start", "thread not found");

        var ended = port.events(StreamEvent.QueryEnded.class).getFirst();
        assertThat(ended.outcome()).isEqualTo(QueryOutcome.FAILED);
        assertThat(ended.cause().message()).isEqualTo("thread not found");
    }

    @Test
    void anInterruptNamesTheTurnWhenItIsKnown() {
        var driver = ready("{}");
        driver.startQuery("q1", MessageContent.of("a"), Map.of());
        driver.interrupt("q1");
        assertThat(params("turn/interrupt").path("turnId").stringValue()).isEmpty();
        reply(driver, "turn/start", "{'turn':{'id':'t1'}}");
        driver.interrupt("q1");
        assertThat(params("turn/interrupt").path("turnId").stringValue()).isEqualTo("t1");
    }

    private AgentDriver interruptedInACommand() {
        var driver = ready("{}");
        driver.startQuery("q1", MessageContent.of("a"), Map.of());
        reply(driver, "turn/start", "{'turn':{'id':'t1'}}");
        say(driver, "{'method':'turn/started','params':{'threadId':'th1','turn':{'id':'t1'}}}");
        say(
                driver,
                "{'method':'item/started','params':{'threadId':'th1','turnId':'t1','item':{'type':'commandExecution','id':'c1','command':'x'}}}");
        driver.interrupt("q1");
        say(
                driver,
                "{'method':'turn/completed','params':{'threadId':'th1','turn':{'id':'t1','status':'interrupted'}}}");
        assertThat(port.events(StreamEvent.QueryEnded.class).getFirst().outcome())
                .isEqualTo(QueryOutcome.INTERRUPTED);
        assertThat(port.openBlocks()).isZero();
        return driver;
    }

    @Test
    void ofTheCommandsThatRunOnlyThoseOfTheInterruptedTurnAreEnded() {
        var driver = interruptedInACommand();
        reply(
                driver,
                "thread/backgroundTerminals/list",
                "{'data':[{'itemId':'c0','processId':'1'},{'itemId':'c1','processId':'2'}]}");

        assertThat(port.sent).filteredOn(line -> line.contains("/terminate")).hasSize(1);
        assertThat(params("thread/backgroundTerminals/terminate").path("processId").stringValue())
                .isEqualTo("2");
        assertThat(port.restarts).isEmpty();
    }

    @Test
    void aCodexThatCannotEndThemIsStartedAnew() {
        var driver = interruptedInACommand();
        refuse(driver, "thread/backgroundTerminals/list", "unknown method");
        refuse(driver, "thread/backgroundTerminals/clean", "unknown method");

        assertThat(port.restarts).hasSize(1);
    }

    @Test
    void aStartWithoutAnAnswerIsAFailure() {
        driver("{}").started();
        port.pass(Duration.ofMinutes(2));

        assertThat(port.events(StreamEvent.Failure.class)).hasSize(1);
    }

    @Test
    void optionsOfItsStartHoldFromTheNext() {
        ready("{}").setOptions(option("systemPromptAppend", "x"));

        assertThat(port.events(StreamEvent.Log.class).getLast().message()).contains("next start");
    }
}
