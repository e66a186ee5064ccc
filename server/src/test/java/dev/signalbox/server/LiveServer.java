package dev.signalbox.server;

import static org.awaitility.Awaitility.await;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.SqliteJournal;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.runtime.AgentCatalog;
import dev.signalbox.runtime.LocalSessionHost;
import dev.signalbox.runtime.SessionSettings;
import dev.signalbox.server.PuppetEnvironment.Puppet;
import dev.signalbox.server.access.KeyStore;
import dev.signalbox.server.access.SignInFile;
import dev.signalbox.server.secrets.SecretStore;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A whole server but for its runners: a journal on disk, sessions with their owners, and the
/// network.
final class LiveServer implements AutoCloseable {
    private static final By ANNA = By.principal("anna");

    final LocalSessionHost host;
    final SignalboxServer server;
    final int port;
    private final PuppetEnvironment environment = new PuppetEnvironment();
    final Journal journal;
    private final SecretStore secrets = SecretStore.inMemory(InstantSource.system());
    private final KeyStore keys = KeyStore.inMemory(InstantSource.system());

    LiveServer(Path dir, ServerSettings settings, UnaryOperator<SessionSettings> tuning)
            throws JournalException {
        journal = SqliteJournal.open(dir.resolve("signalbox.db"));
        host =
                new LocalSessionHost(
                        tuning.apply(SessionSettings.defaults(dir)),
                        journal,
                        List.of(environment),
                        new OneAgent(),
                        InstantSource.system());
        host.start();
        server =
                new SignalboxServer(
                        settings,
                        host,
                        token -> token.equals(TestServer.TOKEN) ? Principal.administrator() : null,
                        new Stores(keys, secrets, new MemoryAudit(), SignInFile.none()));
        port = server.start();
    }

    LiveServer(Path dir) throws JournalException {
        this(dir, behindProxy(TestServer.settings()), it -> it);
    }

    /// The same, for clients that come by another port.
    static ServerSettings behindProxy(ServerSettings settings) {
        return new ServerSettings(
                settings.host(),
                settings.port(),
                settings.maxBodyBytes(),
                settings.heartbeatInterval(),
                settings.slowClientTimeout(),
                settings.authTimeout(),
                settings.corsOrigins(),
                Set.of("127.0.0.1"),
                ServerLimits.DEFAULT,
                false);
    }

    /// A client that comes by this port: the server's, or that of a proxy before it.
    static SignalboxClient client(int port) {
        return new SignalboxClient(URI.create("http://127.0.0.1:" + port), TestServer.TOKEN);
    }

    String create() {
        return host.create(
                        new CreateSession("fake", null, null, null, null, null, null),
                        "default",
                        ANNA)
                .session()
                .id();
    }

    /// Sends a message, and waits for the runner that will say the answer.
    ///
    /// @return the query
    String ask(String sessionId, String text) {
        var query =
                host.message(sessionId, new SendMessage(MessageContent.of(text), null, null), ANNA);
        await().until(() -> {
            var puppet = environment.puppet(sessionId);
            return puppet != null && puppet.isAttached();
        });
        return query.queryId();
    }

    Puppet puppet(String sessionId) {
        var puppet = environment.puppet(sessionId);
        if (puppet == null) {
            throw new IllegalStateException("nothing was asked of " + sessionId);
        }
        return puppet;
    }

    /// Begins an answer, which [StreamEvent.TextDelta]s make longer.
    static StreamEvent start(String blockId) {
        return new StreamEvent.BlockStart(
                "main", new ConversationBlock.AssistantText(blockId, ""), Map.of());
    }

    static StreamEvent delta(String blockId, String text) {
        return new StreamEvent.TextDelta("main", blockId, text, Map.of());
    }

    static StreamEvent complete(String blockId, String text) {
        return new StreamEvent.BlockComplete(
                "main", blockId, new ConversationBlock.AssistantText(blockId, text), Map.of());
    }

    static StreamEvent ended(String queryId) {
        return new StreamEvent.QueryEnded(queryId, QueryOutcome.COMPLETED, "end_turn", null);
    }

    @Override
    public void close() {
        server.close();
        keys.close();
        secrets.close();
        host.close();
        journal.close();
    }

    private static final class OneAgent implements AgentCatalog {
        @Override
        public List<AgentView> agents() {
            return List.of(new AgentView("fake", "Fake", true, null, null, null, null));
        }

        @Override
        public @Nullable AgentView agent(String name) {
            return name.equals("fake") ? agents().get(0) : null;
        }

        @Override
        public void validate(String agent, ObjectNode options) {}

        @Override
        public Map<String, String> environment(String agent) {
            return Map.of("PATH", "/bin");
        }

        @Override
        public @Nullable String executable(String agent) {
            return null;
        }
    }
}
