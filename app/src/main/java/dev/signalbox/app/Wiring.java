package dev.signalbox.app;

import dev.signalbox.app.config.Settings;
import dev.signalbox.environment.Containment;
import dev.signalbox.environment.EnvironmentException;
import dev.signalbox.environment.LocalEnvironment;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.Journals;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.runtime.JournalCompactor;
import dev.signalbox.runtime.LocalSessionHost;
import dev.signalbox.runtime.LogRetainer;
import dev.signalbox.runtime.SessionHost;
import dev.signalbox.server.Authenticator;
import dev.signalbox.server.SignalboxServer;
import dev.signalbox.server.Stores;
import dev.signalbox.server.TokenFileAuthenticator;
import dev.signalbox.server.access.Authenticators;
import dev.signalbox.server.access.KeyStore;
import dev.signalbox.server.access.OidcAuthenticator;
import dev.signalbox.server.access.SignInFile;
import dev.signalbox.server.audit.AuditFiles;
import dev.signalbox.server.secrets.KeySource;
import dev.signalbox.server.secrets.SecretStore;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The one place where the parts of a server are put together, and taken apart in the other order.
final class Wiring implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Wiring.class.getName());

    /// How long sessions may take to end before they are killed.
    private static final Duration STOP_TIME = Duration.ofSeconds(3);

    private static final int PAGE = 1000;
    private static final By BY = By.principal("admin");

    private final DataDirectory data;
    private volatile Settings settings;
    private final AgentRegistry agents;
    private final DataDirectory.Lock lock;
    private @Nullable Journal journal;
    private @Nullable LocalSessionHost host;
    private @Nullable KeyStore keys;
    private @Nullable SignInFile signIns;
    private @Nullable AuditFiles audit;
    private @Nullable SecretStore secrets;
    private @Nullable Tracing tracing;
    private @Nullable SignalboxServer server;
    private @Nullable JournalCompactor compactor;
    private @Nullable LogRetainer retainer;

    private Wiring(
            DataDirectory data, Settings settings, AgentRegistry agents, DataDirectory.Lock lock) {
        this.data = data;
        this.settings = settings;
        this.agents = agents;
        this.lock = lock;
    }

    /// Starts a server. On return it answers, and every runner that still lives is attached to.
    ///
    /// @throws SignalboxException `DATA_LOCKED`, `PORT_IN_USE`, `CONFIG_INVALID`,
    ///   `JOURNAL_UNAVAILABLE`; then nothing is left running
    static Wiring start(DataDirectory data, Settings settings, AgentRegistry agents) {
        data.create();
        var wiring = new Wiring(data, settings, agents, data.lock());
        try {
            wiring.assemble();
            return wiring;
        } catch (RuntimeException | Error e) {
            wiring.close();
            throw e;
        }
    }

    /// From now on other settings are in force, as far as they can be changed in a running server:
    /// the caller sees to the rest.
    void reload(Settings changed) {
        settings = changed;
        agents.reload(changed);
        var hosted = host;
        if (hosted != null) {
            hosted.reload(changed.sessions());
        }
        var listening = server;
        if (listening != null) {
            listening.reload(changed.server());
        }
    }

    private void assemble() {
        var administrator = TokenFileAuthenticator.open(data.token());
        var kept = KeyStore.open(data.keys(), InstantSource.system());
        keys = kept;
        var browsers = SignInFile.at(data.signIns());
        signIns = browsers;
        var retention = settings.auditRetention();
        var audited =
                AuditFiles.open(
                        data.audit(),
                        retention.isZero() ? null : retention,
                        InstantSource.system());
        audit = audited;
        var given =
                SecretStore.open(data.secrets(), keySource(data, settings), InstantSource.system());
        secrets = given;
        var authenticator = authenticator(administrator, kept);
        var containment = containment();
        try {
            var opened = Journals.open(settings.journalUrl(), data.path());
            journal = opened;
            var hosted =
                    new LocalSessionHost(
                            settings.sessions(),
                            opened,
                            List.of(
                                    new LocalEnvironment(
                                            List.of(runner().toString()), containment)),
                            agents,
                            given,
                            InstantSource.system(),
                            System::nanoTime);
            host = hosted;
            trace(hosted);
            var stores = new Stores(kept, given, audited, browsers);
            var made = new SignalboxServer(settings.server(), hosted, authenticator, stores);
            server = made;
            // The port first: who cannot listen must not take sessions over.
            int _ = made.start();
            hosted.start();
            var compacts =
                    new JournalCompactor(
                            opened, hosted.bus(), settings.compactAfter(), InstantSource.system());
            compactor = compacts;
            compacts.start();
            var retains =
                    new LogRetainer(
                            opened,
                            settings.retention(),
                            hosted::logsDropped,
                            InstantSource.system());
            retainer = retains;
            retains.start();
            log(containment);
            var certificate = settings.server().tls();
            data.announce(url(), certificate == null ? null : certificate.certificate());
        } catch (JournalException e) {
            throw new SignalboxException(
                    ErrorCode.JOURNAL_UNAVAILABLE,
                    "the journal cannot be opened: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID, "cannot write to " + data.path() + ": " + e, e);
        }
    }

    /// Where the key of the secrets of a data directory is.
    static KeySource keySource(DataDirectory data, Settings settings) {
        return new KeySource(
                System.getenv(KeySource.VARIABLE), settings.secretsKeyFile(), data.secretsKey());
    }

    private Authenticators authenticator(Authenticator administrator, Authenticator keyed) {
        var all = new ArrayList<Authenticator>(List.of(administrator, keyed));
        var oidc = settings.oidc();
        if (oidc != null) {
            all.add(new OidcAuthenticator(oidc, InstantSource.system()));
        }
        return new Authenticators(all);
    }

    private void trace(LocalSessionHost hosted) {
        var opened = Tracing.open(settings.tracingEndpoint(), System.getenv());
        if (opened != null) {
            tracing = opened;
            var _ = hosted.bus().subscribe(opened.queries());
        }
    }

    private Containment containment() {
        try {
            return Containment.detect(settings.containment());
        } catch (EnvironmentException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    private static void log(Containment found) {
        LOG.log(
                Level.INFO,
                "containment="
                        + found.kind().wireName()
                        + (found.place() == null ? "" : " group=" + found.place().dir())
                        + (found.reason() == null ? "" : " reason=" + found.reason()));
    }

    /// The program that is started for each session.
    ///
    /// @throws SignalboxException `CONFIG_INVALID`
    static Path runner() {
        return distribution().resolve("bin").resolve("signalbox-runner");
    }

    /// The folder of the distribution that this is a part of.
    ///
    /// @throws SignalboxException `CONFIG_INVALID`
    static Path distribution() {
        var home = System.getProperty("signalbox.home");
        if (home != null) {
            return Path.of(home).toAbsolutePath();
        }
        throw new SignalboxException(
                ErrorCode.CONFIG_INVALID,
                "this is no distribution: start it with bin/signalbox, or set signalbox.home");
    }

    /// Where it is called, such as `http://127.0.0.1:7717`.
    String url() {
        String host = settings.server().host();
        var running = server;
        int port = running == null ? settings.server().port() : running.port();
        return settings.server().scheme()
                + "://"
                + (host.contains(":") ? "[" + host + "]" : host)
                + ":"
                + port;
    }

    /// Signs a browser in as the administrator, once.
    String signInLink() {
        var running = server;
        if (running == null) {
            throw new IllegalStateException("no server runs");
        }
        return SigninCommand.link(URI.create(url()), running.signInTicket(token()));
    }

    /// The administrator's bearer token.
    String token() {
        try {
            return Files.readString(data.token()).strip();
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID, "cannot read " + data.token() + ": " + e, e);
        }
    }

    /// Stops listening, so that no session is made any more, and deletes those that there are, with
    /// their execution environments.
    void deleteSessions() {
        var listening = server;
        var hosted = host;
        if (listening == null || hosted == null) {
            return;
        }
        listening.stop();
        var all = new SessionHost.ListRequest(null, null, null, null, null, null, PAGE);
        for (var session : hosted.sessions(all).items()) {
            try {
                hosted.delete(session.id(), BY);
            } catch (SignalboxException e) { // The others are to be deleted all the same.
                LOG.log(Level.ERROR, "a session was not deleted session_id=" + session.id(), e);
            }
        }
    }

    /// As [#close], and says how it goes; stops the sessions' environments where the configuration
    /// wants it. Takes nine seconds at most, but for a part that hangs.
    void end() {
        var listening = server;
        var hosted = host;
        if (listening != null && hosted != null) {
            LOG.log(
                    Level.INFO,
                    "stopping: {0} clients, {1} sessions {2}",
                    listening.streamCount(),
                    hosted.runningCount(),
                    settings.stopSessions() ? "are stopped" : "go on");
            listening.stop();
            if (settings.stopSessions()) {
                hosted.stopEnvironments(STOP_TIME);
            }
        }
        close();
        LOG.log(Level.INFO, "stopped");
    }

    /// Stops listening, lets go of the sessions (their environments go on), closes the journal.
    @Override
    public void close() {
        for (var part :
                new @Nullable AutoCloseable[] {
                    data::withdraw,
                    server,
                    keys,
                    signIns,
                    secrets,
                    audit,
                    compactor,
                    retainer,
                    host,
                    tracing,
                    journal,
                    lock
                }) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) { // The others are to be closed all the same.
                LOG.log(Level.WARNING, "a part of the server did not close in order", e);
            }
        }
    }
}
