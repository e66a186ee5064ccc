package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// Each change of a session's state is one line of the server's log and a number in its metrics, and
/// `docs/operations` names both.
class StateLogTest {
    private static final By ANNA = By.principal("anna");
    private static final String SECRET = "xyzzy-plugh";
    private static final Pattern ROW =
            Pattern.compile("^\\| [^|]+ \\| `([^`]+)`[^|]* \\| `([^`]+)` \\|$");

    @TempDir Path dir;

    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.signalbox");
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    lines.add(event);
                }
            };
    private LiveServer server;
    private String id;

    @BeforeEach
    void begin() throws Exception {
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        server = new LiveServer(dir);
        id = server.create();
    }

    @AfterEach
    void end() {
        server.close();
        logger.detachAppender(appender);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    private List<ILoggingEvent> of(String sessionId) {
        return lines.stream()
                .filter(line -> line.getLoggerName().equals(StateLog.class.getName()))
                .filter(line -> sessionId.equals(value(line, "session_id")))
                .toList();
    }

    private static String value(ILoggingEvent line, String field) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals(field))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElse("");
    }

    private void awaitLine(String message) {
        await().until(() -> of(id).stream().anyMatch(line -> line.getMessage().equals(message)));
    }

    private void say(StreamEvent event) throws InterruptedException {
        server.puppet(id).say(event);
    }

    private StreamEvent request(String requestId, String query) throws ProtocolException {
        var json =
                "{'type':'permission_requested','requestId':'"
                        + requestId
                        + "','queryId':'"
                        + query
                        + "','toolName':'Bash','rule':'ls','input':{'command':'"
                        + SECRET
                        + "'},'options':[{'id':'o','kind':'allow_once',"
                        + "'label':'Yes'},{'id':'a','kind':'allow_always','label':'Always'},"
                        + "{'id':'r','kind':'reject_once','label':'No'}]}";
        return ProtocolJson.fromTree(
                ProtocolJson.readObject(json.replace('\'', '"')), StreamEvent.class);
    }

    /// Everything that can happen to a session, and what people and agents say with it.
    private void provokeAll() throws Exception {
        String query = server.ask(id, SECRET);
        awaitLine("execution environment ready");
        server.host.message(id, new SendMessage(MessageContent.of(SECRET), null, null), ANNA);
        say(LiveServer.start("b1"));
        say(LiveServer.delta("b1", SECRET));
        say(LiveServer.complete("b1", SECRET));
        say(new StreamEvent.Log(LogLevel.WARN, SECRET, LogSource.AGENT));
        say(new StreamEvent.Failure(SECRET, "AGENT_FAILED", null, Map.of()));
        say(request("r1", query));
        awaitLine("permission requested");
        server.host.answer(id, "r1", new AnswerPermission("a", SECRET, null), ANNA);
        server.host
                .permissionGrants(id)
                .items()
                .forEach(grant -> server.host.revokeGrant(id, grant.id(), ANNA));
        var options = ProtocolJson.object().put("systemPromptAppend", SECRET);
        server.host.patch(id, new PatchSession(SECRET, null, options), ANNA);
        say(new StreamEvent.Status(EnvironmentStatus.ERROR, "The agent is gone."));
        awaitLine("execution environment error");
        say(new StreamEvent.Status(EnvironmentStatus.READY, null));
        say(LiveServer.ended(query));
        awaitLine("query ended");
        server.host.environment(id, EnvironmentAction.TERMINATE, ANNA);
        awaitLine("execution environment terminated");
        server.ask(id, SECRET);
        server.host.stopEnvironments(Duration.ofSeconds(5));
        awaitLine("execution environment inactive");
        server.host.logsDropped(id, 5);
        server.host.delete(id, ANNA);
        awaitLine("session deleted");
    }

    private static List<String[]> documented() throws IOException {
        var rows = new ArrayList<String[]>();
        boolean isIn = false;
        for (var line : Files.readAllLines(Path.of("../docs/operations/README.md"))) {
            isIn = line.startsWith("## ") ? line.equals("## State changes") : isIn;
            var row = ROW.matcher(line);
            if (isIn && row.matches()) {
                rows.add(new String[] {row.group(1), row.group(2)});
            }
        }
        return rows;
    }

    private String scrape() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + server.port + "/metrics"))
                            .header("Authorization", "Bearer " + TestServer.TOKEN)
                            .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    @Test
    void eachDocumentedChangeIsALineWithItsIdsAndANumberAndThereIsNoOther() throws Exception {
        provokeAll();
        String metrics = scrape();
        var rows = documented();
        assertThat(rows).hasSizeGreaterThan(10);
        for (var row : rows) {
            assertThat(of(id)).anyMatch(line -> line.getMessage().equals(row[0]));
            String name = row[1].replaceFirst("\\{.*", "");
            String label = row[1].contains("{") ? row[1].replaceAll(".*\\{|}", "") : "";
            assertThat(metrics.lines())
                    .as(row[1])
                    .anyMatch(line ->
                            line.startsWith(name)
                                    && line.contains(label)
                                    && !line.endsWith(" 0.0"));
        }
        assertThat(of(id).stream().map(ILoggingEvent::getMessage))
                .allMatch(said -> rows.stream().anyMatch(row -> row[0].equals(said)));
        for (var line : of(id)) {
            if (line.getMessage().startsWith("query ")) {
                assertThat(value(line, "query_id")).isNotEmpty();
            }
        }
    }

    @Test
    void aChangeIsOneLine() throws Exception {
        String query = server.ask(id, "go");
        awaitLine("execution environment ready");
        say(LiveServer.ended(query));
        awaitLine("query ended");
        assertThat(of(id).stream().map(ILoggingEvent::getMessage).toList())
                .containsExactlyInAnyOrder(
                        "session created",
                        "query started",
                        "execution environment starting",
                        "execution environment ready",
                        "query ended");
    }

    @Test
    void whatPeopleAndAgentsSayIsNeverInTheServersLog() throws Exception {
        provokeAll();
        assertThat(lines).isNotEmpty();
        for (var line : lines) {
            assertThat(line.getFormattedMessage()).doesNotContain(SECRET);
            assertThat(String.valueOf(line.getKeyValuePairs())).doesNotContain(SECRET);
        }
    }
}
