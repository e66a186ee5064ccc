package dev.signalbox.app.config;

import static dev.signalbox.app.config.KeyText.When.NEXT_START;
import static dev.signalbox.app.config.KeyText.When.RELOAD;
import static dev.signalbox.app.config.KeyText.When.RESTART;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the table of `docs/configuration.md` says of each key, in the order of that page.
final class KeyTexts {
    private static final List<KeyText> ALL =
            List.of(
                    new KeyText(
                            "server.host",
                            RESTART,
                            "The address to listen at. One that is not loopback needs "
                                    + "[TLS](#tls)."),
                    new KeyText("server.port", RESTART, "`0` takes a free port."),
                    new KeyText(
                            "server.maxBodyBytes",
                            RELOAD,
                            "Bound of a request body and of a WebSocket frame from a "
                                    + "client; 1 KiB to 32 MiB. More is 413 `PAYLOAD_TOO_LARGE`, "
                                    + "on a WebSocket close code 1009."),
                    new KeyText(
                            "server.heartbeatInterval",
                            RESTART,
                            "How often an event stream says that it lives. Shorter than "
                                    + "`slowClientTimeout`."),
                    new KeyText(
                            "server.slowClientTimeout",
                            RELOAD,
                            "A socket that took nothing for so long is closed (4408); "
                                    + "the client reconnects and goes on where it was. A "
                                    + "WebSocket whose client gave [no sign of "
                                    + "life](protocol.md#websocket) for four times as long is "
                                    + "closed likewise."),
                    new KeyText(
                            "server.authTimeout",
                            RELOAD,
                            "How long a WebSocket may stay without authentication "
                                    + "before it is closed (4401)."),
                    new KeyText(
                            "server.corsOrigins",
                            RELOAD,
                            "Foreign origins (`https://console.example.org`) whose "
                                    + "pages may call. Any other foreign `Origin` is 403 "
                                    + "`FORBIDDEN_ORIGIN`."),
                    new KeyText(
                            "server.allowedHosts",
                            RELOAD,
                            "Names by which clients may call, besides the bound address "
                                    + "and loopback: `name` (any port) or `name:port`. Any other "
                                    + "`Host` is 403 `FORBIDDEN_ORIGIN`."),
                    new KeyText(
                            "server.stopSessions",
                            RELOAD,
                            "Whether a server that is told to end stops its sessions "
                                    + "too; `--stop-sessions`. Else they go on without it. [When "
                                    + "a server ends](#when-a-server-ends)."),
                    new KeyText(
                            "server.tls.certificate",
                            RESTART,
                            "A PEM file with the server's certificate and what leads "
                                    + "from it to a root: the server speaks HTTPS and WSS, and "
                                    + "nothing else. [TLS](#tls)."),
                    new KeyText(
                            "server.tls.key",
                            RESTART,
                            "A PEM file with its private key; may be the same file."),
                    new KeyText(
                            "server.allowPlainHttp",
                            RESTART,
                            "Whether `server.host` may be another address than loopback "
                                    + "without TLS: for a server behind a proxy that has it."),
                    new KeyText(
                            "server.logLevel",
                            RELOAD,
                            "How much the server's own log (JSON lines on stderr) says. "
                                    + "`-Dsignalbox.log.level` in `SIGNALBOX_JAVA_OPTS` goes "
                                    + "before it."),
                    new KeyText(
                            "server.openMetrics",
                            RESTART,
                            "Whether [`GET /metrics`](operations/README.md#metrics) is "
                                    + "answered without a token."),
                    new KeyText(
                            "limits.connections",
                            RELOAD,
                            "Event streams (WebSockets and SSE responses) in all."),
                    new KeyText(
                            "limits.connectionsPerPrincipal", RELOAD, "Those of one principal."),
                    new KeyText(
                            "limits.requestsPerSecond",
                            RESTART,
                            "Requests and WebSocket frames of one principal; twice as many "
                                    + "at once."),
                    new KeyText(
                            "limits.failedAuthPerMinute",
                            RESTART,
                            "Requests from one address (IPv6: one /64) that show what nobody "
                                    + "has. Who shows what is right is let in however many "
                                    + "there are."),
                    new KeyText(
                            "limits.sessions", RELOAD, "Sessions in all, whether they run or not."),
                    new KeyText("limits.sessionsPerTenant", RELOAD, "Those of one tenant."),
                    new KeyText(
                            "limits.sessionsPerPrincipal",
                            RELOAD,
                            "Those that one principal made."),
                    new KeyText(
                            "limits.environments",
                            RELOAD,
                            "Execution environments that are up at the same time."),
                    new KeyText(
                            "limits.activeQueriesPerPrincipal",
                            RELOAD,
                            "Queries in flight that one principal asked for. What waits "
                                    + "behind another query does not count until it runs."),
                    new KeyText(
                            "auth.oidc.issuer",
                            RESTART,
                            "What the tokens' `iss` is, such as "
                                    + "`https://id.example.org/realms/main`; `https://`, or an "
                                    + "address of this machine."),
                    new KeyText(
                            "auth.oidc.audience",
                            RESTART,
                            "What their `aud` is or holds. Required with an issuer."),
                    new KeyText(
                            "auth.oidc.jwksUrl",
                            RESTART,
                            "Where the issuer's public keys are; empty: where its discovery "
                                    + "document says."),
                    new KeyText("auth.oidc.nameClaim", RESTART, "The claim that says who it is."),
                    new KeyText("auth.oidc.rolesClaim", RESTART, "The claim with its roles."),
                    new KeyText(
                            "auth.oidc.tenantClaim",
                            RESTART,
                            "The claim with its tenant; a token without it is of `default`."),
                    new KeyText(
                            "journal.url",
                            RESTART,
                            "Where events are kept: `sqlite:` is `DATA/signalbox.db`; "
                                    + "`sqlite:FILE`; "
                                    + "`jdbc:postgresql://HOST/DB?user=…&password=…`; `memory:` "
                                    + "forgets everything at the end, for trials. Passwords are "
                                    + "never shown."),
                    new KeyText(
                            "journal.compaction.after",
                            RESTART,
                            "How long what a complete block has no need of (its deltas and "
                                    + "updates) stays in the journal. Readers who are behind by "
                                    + "more find the complete block. Shorter makes the journal "
                                    + "smaller sooner; `none` drops nothing. [What "
                                    + "happens](#compaction)."),
                    new KeyText(
                            "sessions.idleStop",
                            RELOAD,
                            "An execution environment that nobody used for so long is "
                                    + "stopped; the next message starts it again. Or `none`."),
                    new KeyText(
                            "sessions.unloadAfter",
                            RELOAD,
                            "A session without environment and readers leaves memory "
                                    + "after so long. Nobody notices but the memory."),
                    new KeyText(
                            "sessions.permissionTimeout",
                            RELOAD,
                            "How long a permission request waits for a person; then the "
                                    + "first option that rejects takes effect; where none does, "
                                    + "the agent is told to go on without an answer. `none` = for "
                                    + "ever."),
                    new KeyText(
                            "sessions.maxTurnSilence",
                            NEXT_START,
                            "How long an agent may say nothing within a query before "
                                    + "the query ends as `timed_out`. Waiting for a permission "
                                    + "does not count. Or `none`. A session's own option "
                                    + "`maxTurnSilence` goes before it."),
                    new KeyText(
                            "sessions.interruptGrace",
                            NEXT_START,
                            "How long an agent may take to honour an interrupt before "
                                    + "its processes are ended."),
                    new KeyText(
                            "sessions.terminateGrace",
                            RELOAD,
                            "How long an agent may take to end before it is killed."),
                    new KeyText(
                            "sessions.runnerOrphanTimeout",
                            NEXT_START,
                            "How long a runner waits for a server to come back before "
                                    + "it ends itself. Or `none`."),
                    new KeyText(
                            "sessions.healthInterval",
                            RELOAD,
                            "Between two health checks of a runner and its agent. An "
                                    + "agent that was stopped by a signal is `error` with "
                                    + "`AGENT_SILENT` until it goes on."),
                    new KeyText(
                            "sessions.healthTimeout",
                            RELOAD,
                            "A runner that does not answer for so long is `error` with "
                                    + "`RUNNER_UNRESPONSIVE` until it answers."),
                    new KeyText(
                            "sessions.restart.attempts",
                            RELOAD,
                            "A runner that crashes, and likewise an agent, is restarted "
                                    + "so often within `window`; one more crash and a person must "
                                    + "act: a message, `start` or `restart` tries again. `0`: "
                                    + "never by itself."),
                    new KeyText(
                            "sessions.restart.window",
                            RELOAD,
                            "The time in which crashes are counted. An hour without one "
                                    + "forgets them, and a `start` or `restart` by command; an "
                                    + "agent's are also forgotten when it completes a query."),
                    new KeyText(
                            "sessions.restart.first",
                            RELOAD,
                            "The wait before the first restart, more or less a fifth; "
                                    + "it doubles with each crash."),
                    new KeyText(
                            "sessions.restart.longest",
                            RELOAD,
                            "The longest wait, more or less a fifth."),
                    new KeyText(
                            "sessions.containment",
                            RESTART,
                            "What finds every process of a session when it is to end: "
                                    + "`cgroup2`, `cgroup1`, `markers`; `auto` takes the best "
                                    + "that works. One that is named and does not work stops the "
                                    + "start. [See below](#containment)."),
                    new KeyText(
                            "sessions.workspaceRoots",
                            RELOAD,
                            "Folders below which a session may work in place "
                                    + "(`workspace.path`). None: every session has a folder of "
                                    + "its own."),
                    new KeyText(
                            "sessions.redact",
                            NEXT_START,
                            "Regular expressions of what is secret in logs, besides "
                                    + "[what always is](#secrets-in-logs)."),
                    new KeyText(
                            "logs.retention.age",
                            RESTART,
                            "A session's log lines are kept for so long. Or `none`."),
                    new KeyText(
                            "logs.retention.lines",
                            RESTART,
                            "So many log lines of a session are kept, the newest. `0`: any "
                                    + "number."),
                    new KeyText(
                            "logs.retention.bytes",
                            RESTART,
                            "So much of them in JSON, the newest. `0`: any size."),
                    new KeyText(
                            "logs.flood.linesPerSecond",
                            NEXT_START,
                            "So many log lines a second are kept of an agent, of its "
                                    + "runner, and of the server, for each session, for as long "
                                    + "as a flood lasts. The others are left out and "
                                    + "[counted](protocol.md#floods-of-logs). `0`: all are kept."),
                    new KeyText(
                            "logs.flood.burst",
                            NEXT_START,
                            "So many more may come at once after a quiet time."),
                    new KeyText(
                            "secrets.keyFile",
                            RESTART,
                            "The file with the key that [secrets for "
                                    + "agents](secrets.md#the-key) are encrypted with: an "
                                    + "absolute path, for nobody but the server's user to read. "
                                    + "`none`: `DATA/secrets.key`, made when it is needed. "
                                    + "`SIGNALBOX_SECRETS_KEY` goes before both."),
                    new KeyText(
                            "audit.retention",
                            RESTART,
                            "How long the [audit log](access.md#who-did-what) is kept, in "
                                    + "whole days; `none`: for ever."),
                    new KeyText(
                            "tracing.endpoint",
                            RESTART,
                            "Where [spans](operations/README.md#tracing) go by OTLP, such as "
                                    + "`http://127.0.0.1:4318`; empty: nowhere, unless "
                                    + "OpenTelemetry's own variables say so."));

    private static final Map<String, KeyText> BY_KEY =
            ALL.stream().collect(Collectors.toUnmodifiableMap(KeyText::key, Function.identity()));

    private KeyTexts() {}

    static List<KeyText> all() {
        return ALL;
    }

    /// When another value of a key is in force.
    static KeyText.When when(String key) {
        var text = BY_KEY.get(key);
        return text == null ? RESTART : text.when();
    }
}
