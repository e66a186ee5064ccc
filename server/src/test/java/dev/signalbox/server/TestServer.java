package dev.signalbox.server;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.server.access.Authenticators;
import dev.signalbox.server.access.KeyStore;
import dev.signalbox.server.access.Keys;
import dev.signalbox.server.access.SignInFile;
import dev.signalbox.server.audit.AuditLog;
import dev.signalbox.server.secrets.SecretStore;
import dev.signalbox.server.secrets.Secrets;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A running server over a [FakeSessionHost], and a client of it.
final class TestServer implements AutoCloseable {
    static final String TOKEN = "the-token-of-the-administrator-000";

    final FakeSessionHost host = new FakeSessionHost();
    final KeyStore keys;
    final MemoryAudit audit = new MemoryAudit();
    final SecretStore secrets = SecretStore.inMemory(InstantSource.system());
    final Stores stores;
    final SignalboxServer server;
    final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    TestServer() {
        this(settings());
    }

    TestServer(ServerSettings settings) {
        this(settings, KeyStore.inMemory(InstantSource.system()));
    }

    /// @param keys closed with the server
    TestServer(ServerSettings settings, KeyStore keys) {
        this(settings, keys, _ -> null);
    }

    /// @param others who else has tokens
    TestServer(ServerSettings settings, KeyStore keys, Authenticator others) {
        this(
                settings,
                keys,
                others,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    /// @param others who else has tokens
    /// @param aroundHost what stands between the server and its host
    /// @param aroundKeys what stands between the server and its keys
    /// @param aroundSecrets what stands between the server and its secrets
    /// @param aroundAudit what stands between the server and its audit log
    TestServer(
            ServerSettings settings,
            Authenticator others,
            UnaryOperator<SessionHost> aroundHost,
            UnaryOperator<Keys> aroundKeys,
            UnaryOperator<Secrets> aroundSecrets,
            UnaryOperator<AuditLog> aroundAudit) {
        this(
                settings,
                KeyStore.inMemory(InstantSource.system()),
                others,
                aroundHost,
                aroundKeys,
                aroundSecrets,
                aroundAudit);
    }

    private TestServer(
            ServerSettings settings,
            KeyStore keys,
            Authenticator others,
            UnaryOperator<SessionHost> aroundHost,
            UnaryOperator<Keys> aroundKeys,
            UnaryOperator<Secrets> aroundSecrets,
            UnaryOperator<AuditLog> aroundAudit) {
        this.keys = keys;
        var all = new Authenticators(List.of(TestServer::authenticate, keys, others));
        stores =
                new Stores(
                        aroundKeys.apply(keys),
                        aroundSecrets.apply(secrets),
                        aroundAudit.apply(audit),
                        SignInFile.none());
        server = new SignalboxServer(settings, aroundHost.apply(host), all, stores);
        port = server.start();
    }

    /// The same with other limits.
    static ServerSettings limited(ServerLimits limits) {
        return settings(Duration.ofMillis(500), limits);
    }

    /// Heartbeats every 200 ms, a free port.
    static ServerSettings settings() {
        return settings(Duration.ofMillis(500), ServerLimits.DEFAULT);
    }

    /// As [#settings], and a socket may take its time to say whose it is.
    static ServerSettings patient() {
        return settings(Duration.ofSeconds(30), ServerLimits.DEFAULT);
    }

    /// As [#patient], and so many may be wrong about who they are.
    static ServerSettings asking(int failures) {
        return settings(Duration.ofSeconds(30), new ServerLimits(1_000, 1_000, 2_000, failures));
    }

    private static ServerSettings settings(Duration authenticateWithin, ServerLimits limits) {
        return new ServerSettings(
                "127.0.0.1",
                0,
                4_096,
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                authenticateWithin,
                Set.of("https://console.example.org"),
                Set.of("box.example.org"),
                limits,
                false);
    }

    private static @Nullable Principal authenticate(String token) {
        return switch (token) {
            case TOKEN -> Principal.administrator();
            case "viewer" -> new Principal("vera", Set.of(Role.VIEWER), "acme");
            case "prompter" -> new Principal("paul", Set.of(Role.PROMPTER), "acme");
            default -> null;
        };
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpRequest.Builder request(String path) {
        return request(path, TOKEN);
    }

    /// @param token null = nobody's
    HttpRequest.Builder request(String path, @Nullable String token) {
        var request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    Reply send(HttpRequest request) {
        try {
            return new Reply(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(request + " failed", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    Reply get(String path) {
        return send(request(path).build());
    }

    Reply post(String path, String body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    Reply method(String method, String path, String body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build());
    }

    TestSocket socket() {
        return TestSocket.open(this, TOKEN);
    }

    @Override
    public void close() {
        server.close();
        keys.close();
        secrets.close();
        client.shutdownNow();
    }

    /// An answer, with its JSON.
    record Reply(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        String code() {
            return json().path("code").asString("");
        }

        String detail() {
            return json().path("detail").asString("");
        }

        ObjectNode json() {
            try {
                return ProtocolJson.readObject(http.body());
            } catch (ProtocolException e) {
                throw new IllegalStateException("no JSON: " + http.body(), e);
            }
        }

        @Nullable String header(String name) {
            return http.headers().firstValue(name).orElse(null);
        }
    }
}
