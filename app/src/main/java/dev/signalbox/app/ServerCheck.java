package dev.signalbox.app;

import dev.signalbox.app.config.Settings;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.Trust;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;

/// Whether a server runs on the data directory and answers, or else could be started.
final class ServerCheck {
    private final DataDirectory data;
    private final @Nullable Settings settings;
    private @Nullable List<AgentView> agents;

    /// @param settings null when they cannot be read
    ServerCheck(ConfigurationOptions options, @Nullable Settings settings) {
        this.data = options.data();
        this.settings = settings;
    }

    /// The agents as the server says them, when one was found.
    @Nullable List<AgentView> agents() {
        return agents;
    }

    Check check() {
        try {
            var announced = data.server();
            if (announced == null) {
                return port("");
            }
            var url = announced.path("url").asString("");
            long pid = announced.path("pid").asLong(0);
            boolean isAlive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            return isAlive
                    ? answering(
                            url,
                            pid,
                            announced.path("version").asString(""),
                            ServerOptions.trust(announced))
                    : port(" (process " + pid + " was killed)");
        } catch (SignalboxException e) {
            return Check.broken("server", String.valueOf(e.getMessage()), null);
        }
    }

    private Check answering(String url, long pid, String version, @Nullable Trust trust) {
        @Nullable String trouble;
        try (var client = new SignalboxClient(URI.create(url), token(), trust)) {
            agents = client.agents().items();
            trouble = trouble(client);
        } catch (SignalboxException | IllegalArgumentException | IOException e) {
            return Check.broken(
                    "server",
                    "process " + pid + " at " + url + " does not answer: " + e.getMessage(),
                    "look into its log, or end it and start another");
        }
        if (trouble != null) {
            return Check.broken(
                    "server",
                    url + " answers, and is not ready: " + trouble,
                    "its log says what to do; it goes on by itself when the journal works");
        }
        var found = url + " answers, version " + version + ", process " + pid;
        return version.equals(Version.number())
                ? Check.ok("server", found)
                : Check.note(
                        "server",
                        found,
                        "start it anew to have " + Version.number() + "; its sessions go on");
    }

    /// Why it is not ready; null when it is.
    private static @Nullable String trouble(SignalboxClient client) {
        try {
            var _ = client.request("GET", "/readyz", null);
            return null;
        } catch (SignalboxException e) {
            if (e.code() == ErrorCode.JOURNAL_UNAVAILABLE) {
                return e.getMessage();
            }
            throw e;
        }
    }

    private String token() throws IOException {
        return Files.readString(data.token()).strip();
    }

    private Check port(String more) {
        var found = "none runs here" + more;
        if (settings == null) {
            return Check.note("server", found + "; the port was not looked at", null);
        }
        var host = settings.server().host();
        int port = settings.server().port();
        if (port == 0) {
            return Check.ok("server", found + "; it would take a free port");
        }
        try (var _ = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return Check.ok("server", found + "; " + host + ":" + port + " is free");
        } catch (IOException e) {
            return Check.broken(
                    "server",
                    found + ", and " + host + ":" + port + " cannot be had: " + e.getMessage(),
                    "choose another with --port and --host, or server.port and server.host");
        }
    }
}
