package dev.signalbox.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.environment.Containment;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogFlood;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.HostLimits;
import dev.signalbox.runtime.LogRetention;
import dev.signalbox.runtime.SessionSettings;
import dev.signalbox.server.ServerLimits;
import dev.signalbox.server.ServerSettings;
import dev.signalbox.server.access.OidcSettings;
import dev.signalbox.server.tls.TlsFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ConfigurationTest {
    private static final Set<String> AGENTS = Set.of("demo", "exec", "claude");

    @TempDir Path data;

    @Test
    void theDefaultsAreTheseAndNoOthers() {
        var configuration = read("", Map.of(), Map.of());

        assertThat(configuration.entries())
                .extracting(entry -> entry.key() + " = " + entry.value())
                .containsExactly(
                        "server.host = 127.0.0.1",
                        "server.port = 7717",
                        "server.maxBodyBytes = 1MiB",
                        "server.heartbeatInterval = 15s",
                        "server.slowClientTimeout = 30s",
                        "server.authTimeout = 5s",
                        "server.corsOrigins = []",
                        "server.allowedHosts = []",
                        "server.stopSessions = false",
                        "server.tls.certificate = none",
                        "server.tls.key = none",
                        "server.allowPlainHttp = false",
                        "server.logLevel = INFO",
                        "server.openMetrics = false",
                        "limits.connections = 10000",
                        "limits.connectionsPerPrincipal = 5000",
                        "limits.requestsPerSecond = 2000",
                        "limits.failedAuthPerMinute = 60",
                        "limits.sessions = 100000",
                        "limits.sessionsPerTenant = 50000",
                        "limits.sessionsPerPrincipal = 20000",
                        "limits.environments = 500",
                        "limits.activeQueriesPerPrincipal = 500",
                        "auth.oidc.issuer = ",
                        "auth.oidc.audience = ",
                        "auth.oidc.jwksUrl = ",
                        "auth.oidc.nameClaim = sub",
                        "auth.oidc.rolesClaim = roles",
                        "auth.oidc.tenantClaim = tenant",
                        "journal.url = sqlite:",
                        "journal.compaction.after = 1h",
                        "sessions.idleStop = 15m",
                        "sessions.unloadAfter = 5m",
                        "sessions.permissionTimeout = none",
                        "sessions.maxTurnSilence = 10m",
                        "sessions.interruptGrace = 2s",
                        "sessions.terminateGrace = 5s",
                        "sessions.runnerOrphanTimeout = 24h",
                        "sessions.healthInterval = 3s",
                        "sessions.healthTimeout = 5s",
                        "sessions.restart.attempts = 5",
                        "sessions.restart.window = 10m",
                        "sessions.restart.first = 1s",
                        "sessions.restart.longest = 60s",
                        "sessions.containment = auto",
                        "sessions.workspaceRoots = []",
                        "sessions.redact = []",
                        "logs.retention.age = 30d",
                        "logs.retention.lines = 100000",
                        "logs.retention.bytes = 64MiB",
                        "logs.flood.linesPerSecond = 200",
                        "logs.flood.burst = 2000",
                        "secrets.keyFile = none",
                        "audit.retention = 365d",
                        "tracing.endpoint = ");
        assertThat(configuration.entries()).allMatch(entry -> entry.origin().equals("default"));
        assertThat(configuration.settings())
                .isEqualTo(
                        new Settings(
                                ServerSettings.defaults(),
                                null,
                                false,
                                Duration.ofDays(365),
                                "",
                                "sqlite:",
                                Duration.ofHours(1),
                                SessionSettings.defaults(data),
                                LogRetention.DEFAULT,
                                null,
                                Map.of(),
                                null,
                                "INFO"));
    }

    @Test
    void everyKeyCanBeSet() {
        var file =
                """
                server {
                  host = 0.0.0.0
                  port = 7800
                  maxBodyBytes = 2MiB
                  heartbeatInterval = 10s
                  slowClientTimeout = 45s
                  authTimeout = 3s
                  tls { certificate = /etc/signalbox/a.pem, key = /etc/signalbox/b.pem }
                  allowPlainHttp = true
                  logLevel = debug
                  corsOrigins = ["https://console.example.org"]
                  allowedHosts = [box.example.org]
                  stopSessions = true
                  openMetrics = true
                }
                audit.retention = 30d
                tracing.endpoint = "http://127.0.0.1:4318"
                limits {
                  connections = 9
                  connectionsPerPrincipal = 8
                  requestsPerSecond = 7
                  failedAuthPerMinute = 6
                  sessions = 5
                  sessionsPerTenant = 12
                  sessionsPerPrincipal = 4
                  environments = 3
                  activeQueriesPerPrincipal = 2
                }
                auth.oidc {
                  issuer = "https://id.example.org/realm"
                  audience = signalbox
                  jwksUrl = "https://id.example.org/keys"
                  nameClaim = email
                  rolesClaim = realm_access.roles
                  tenantClaim = org
                }
                journal { url = "sqlite:other.db", compaction.after = 2h }
                sessions {
                  idleStop = none
                  unloadAfter = 6m
                  permissionTimeout = 1h
                  maxTurnSilence = 11m
                  interruptGrace = 3s
                  terminateGrace = 4s
                  runnerOrphanTimeout = 25h
                  healthInterval = 6s
                  healthTimeout = 12s
                  restart { attempts = 6, window = 12m, first = 2s, longest = 30s }
                  containment = markers
                  workspaceRoots = [/srv/work]
                  redact = ["ticket-[0-9]+"]
                }
                logs {
                  retention { age = 2d, lines = 500, bytes = 1MiB }
                  flood { linesPerSecond = 70, burst = 80 }
                }
                secrets.keyFile = /etc/signalbox/key
                agents.claude { path = /opt/claude, env { ANTHROPIC_MODEL = opus, LIMIT = 3 }, login = host }
                """;

        var configuration = read(file, Map.of(), Map.of());

        assertThat(configuration.entries())
                .as("every key is set to something else in this test")
                .noneMatch(entry -> entry.origin().equals("default"));
        assertThat(configuration.settings())
                .isEqualTo(
                        new Settings(
                                new ServerSettings(
                                        "0.0.0.0",
                                        7800,
                                        2 * 1024 * 1024,
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(45),
                                        Duration.ofSeconds(3),
                                        Set.of("https://console.example.org"),
                                        Set.of("box.example.org"),
                                        new ServerLimits(9, 8, 7, 6),
                                        true,
                                        new TlsFiles(
                                                Path.of("/etc/signalbox/a.pem"),
                                                Path.of("/etc/signalbox/b.pem"))),
                                new OidcSettings(
                                        URI.create("https://id.example.org/realm"),
                                        "signalbox",
                                        URI.create("https://id.example.org/keys"),
                                        "email",
                                        "realm_access.roles",
                                        "org"),
                                true,
                                Duration.ofDays(30),
                                "http://127.0.0.1:4318",
                                "sqlite:other.db",
                                Duration.ofHours(2),
                                new SessionSettings(
                                        data,
                                        Duration.ZERO,
                                        Duration.ofMinutes(6),
                                        Duration.ofHours(1),
                                        Duration.ofMinutes(11),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofHours(25),
                                        Duration.ofSeconds(6),
                                        Duration.ofSeconds(12),
                                        Duration.ofMillis(250),
                                        new RestartLimits(
                                                6,
                                                Duration.ofMinutes(12),
                                                Duration.ofSeconds(2),
                                                Duration.ofSeconds(30)),
                                        List.of(Path.of("/srv/work")),
                                        List.of("ticket-[0-9]+"),
                                        new HostLimits(5, 12, 4, 3, 2),
                                        new LogFlood(70, 80)),
                                new LogRetention(Duration.ofDays(2), 500, 1 << 20),
                                Containment.Kind.MARKERS,
                                Map.of(
                                        "claude",
                                        new Settings.AgentProgram(
                                                Path.of("/opt/claude"),
                                                Map.of("ANTHROPIC_MODEL", "opus", "LIMIT", "3"),
                                                Login.HOST)),
                                Path.of("/etc/signalbox/key"),
                                "DEBUG"));
    }

    @Test
    void aVariableThatIsNearlyOneOfOursStopsTheStartAndOthersDoNot() {
        assertThatThrownBy(() -> read("", Map.of("SIGNALBOX_SERVER_PROT", "1"), Map.of()))
                .hasMessage(
                        "unknown variable SIGNALBOX_SERVER_PROT; did you mean"
                                + " SIGNALBOX_SERVER_PORT?");
        var others = // What an orchestrator gives to every program beside a service "signalbox".
                Map.of(
                        "SIGNALBOX_SERVICE_HOST", "10.0.0.1",
                        "SIGNALBOX_PORT", "tcp://10.0.0.1:7717",
                        "SIGNALBOX_SERVER_SERVICE_HOST", "10.0.0.1",
                        "SIGNALBOX_SERVER_PORT_7717_TCP", "tcp://10.0.0.1:7717",
                        "SIGNALBOX_SECRETS_KEY", "k",
                        "SIGNALBOX_URL", "http://127.0.0.1:1");
        assertThat(read("", others, Map.of()).settings().server().port()).isEqualTo(7717);
    }

    @Test
    void aHostThatOthersCanReachNeedsTls() {
        for (var host : List.of("0.0.0.0", "::", "192.168.1.1", "box.example.org")) {
            assertThatThrownBy(() -> read("server.host = \"" + host + "\"", Map.of(), Map.of()))
                    .hasMessageContaining("server.host is " + host)
                    .hasMessageContaining("server.allowPlainHttp = true");
        }
        for (var host : List.of("127.0.0.1", "127.1.2.3", "::1", "localhost")) {
            assertThat(read("server.host = \"" + host + "\"", Map.of(), Map.of())).isNotNull();
        }
    }

    @Test
    void whatChangesIsNamedAndWhatNeedsARestartStaysAsItWas() {
        var running = read("server.port = 1001, sessions.idleStop = 15m", Map.of(), Map.of());
        var read =
                read(
                        """
                        server.port = 1002
                        server.logLevel = WARN
                        sessions.idleStop = 900s
                        agents.demo.env.A = b
                        """,
                        Map.of(),
                        Map.of());
        assertThat(running.changes(read))
                .containsExactly(
                        new Configuration.Change("server.port", false),
                        new Configuration.Change("server.logLevel", true),
                        new Configuration.Change("agents.demo", true));
        var inForce = read.inForceAfter(running);
        assertThat(inForce.settings().server().port()).isEqualTo(1001);
        assertThat(inForce.settings().logLevel()).isEqualTo("WARN");
        assertThat(inForce.settings().agent("demo").env()).containsEntry("A", "b");
        assertThat(inForce.changes(read))
                .containsExactly(new Configuration.Change("server.port", false));
        assertThat(read.inForceAfter(inForce).changes(running)).hasSize(2);
    }

    @Test
    void aFlagGoesBeforeAVariableAndThatBeforeTheFile() {
        var configuration =
                read(
                        """
                        server.port = 1001
                        server.host = 127.0.0.2
                        server.maxBodyBytes = 4096
                        """,
                        Map.of(
                                "SIGNALBOX_SERVER_PORT", "1002",
                                "SIGNALBOX_SERVER_HOST", "127.0.0.3",
                                "SIGNALBOX_SERVER_ALLOWED_HOSTS", "a.example, b.example"),
                        Map.of(new Configuration.Flag("--port", "server.port"), "1003"));

        var server = configuration.settings().server();
        assertThat(server.port()).isEqualTo(1003);
        assertThat(server.host()).isEqualTo("127.0.0.3");
        assertThat(server.maxBodyBytes()).isEqualTo(4096);
        assertThat(server.allowedHosts()).containsExactlyInAnyOrder("a.example", "b.example");
        assertThat(configuration.entries())
                .extracting(Configuration.Entry::key, Configuration.Entry::origin)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("server.port", "--port"),
                        org.assertj.core.groups.Tuple.tuple("server.host", "SIGNALBOX_SERVER_HOST"),
                        org.assertj.core.groups.Tuple.tuple(
                                "server.maxBodyBytes", data.resolve("signalbox.conf") + ":3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server.prot = 1          | :1: unknown key 'server.prot'; did you mean 'server.port'?",
                "sever { port = 1 }       | :1: unknown key 'sever'; did you mean 'server'?",
                "sessions.restart.atempts = 1 | did you mean 'sessions.restart.attempts'?",
                "colour = red             | unknown key 'colour'; 'signalbox config show' lists",
                "agents.claud.path = /x   | unknown key 'agents.claud'; did you mean 'agents.claude'?",
                "agents.claude.pth = /x   | did you mean 'agents.claude.path'?",
                "agents.claude.path = x   | agents.claude.path must be an absolute path",
                "agents.claude.login = mine | :1: agents.claude.login must be isolated or host, not \"mine\"",
                "agents.claude.login = HOST | agents.claude.login must be isolated or host, not \"HOST\"",
                "agents.claude.login { a = 1 } | agents.claude.login must be isolated or host",
                "agents.claude.logn = host | did you mean 'agents.claude.login'?",
                "server = 3               | 'server' must be a section",
                "server.port = abc        | :1: server.port must be a whole number, not \"abc\"",
                "server.port = 70000      | server.port must be 0 to 65535",
                "server.port = { a = 1 }  | server.port must be a whole number",
                "sessions.idleStop = soon | sessions.idleStop must be a duration such as",
                "sessions.healthInterval = 0s | sessions.healthInterval must be longer than zero",
                "server.maxBodyBytes = big | must be a size such as 1MiB",
                "server.corsOrigins = [nowhere] | 'nowhere' is not scheme",
                "sessions.containment = jail | must be auto, cgroup2, cgroup1 or markers",
                "sessions.workspaceRoots = [a] | must be a list of absolute paths",
                "journal.url = \"mysql:x\" | journal.url must be sqlite:",
                "server { port =          | signalbox.conf: 1:",
            })
    void whatIsWrongIsSaidInOneLine(String line, String message) {
        assertThatThrownBy(() -> read(line, Map.of(), Map.of()))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                            assertThat(e.getMessage()).contains(message).doesNotContain("\n");
                        });
    }

    @Test
    void whoseLoginAnAgentUsesIsShownWithItsOrigin() {
        var configuration = read("\nagents.claude.login = isolated", Map.of(), Map.of());

        assertThat(configuration.settings().agent("claude").login()).isEqualTo(Login.ISOLATED);
        assertThat(configuration.settings().agent("demo").login()).isNull();
        assertThat(configuration.entries())
                .contains(
                        new Configuration.Entry(
                                "agents.claude.login",
                                "isolated",
                                data.resolve("signalbox.conf") + ":2"));
    }

    @Test
    void aFileThatWasNamedHasToBeThere() {
        var sources =
                new Configuration.Sources(
                        data, data.resolve("absent.conf"), Map.of(), Map.of(), AGENTS);

        assertThatThrownBy(() -> Configuration.read(sources)).hasMessageContaining("absent.conf");
    }

    @Test
    void secretsAreNotShown() {
        var shown =
                read(
                                """
                                journal.url = "jdbc:postgresql://u:hunter2@db/x?user=u&password=hunter2"
                                agents.claude.env.ANTHROPIC_API_KEY = hunter2
                                """,
                                Map.of(),
                                Map.of())
                        .entries();

        assertThat(shown).noneMatch(entry -> entry.value().contains("hunter2"));
        assertThat(shown)
                .extracting(Configuration.Entry::value)
                .contains("jdbc:postgresql://u:***@db/x?user=u&password=***", "***");
    }

    private Configuration read(
            String file, Map<String, String> environment, Map<Configuration.Flag, String> flags) {
        try {
            Files.writeString(data.resolve("signalbox.conf"), file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return Configuration.read(
                new Configuration.Sources(data, null, environment, flags, AGENTS));
    }
}
