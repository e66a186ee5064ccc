package dev.signalbox.app;

import dev.signalbox.agent.Agents;
import dev.signalbox.app.config.Configuration;
import dev.signalbox.app.config.Login;
import dev.signalbox.app.config.Settings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What a command that runs or explains a server is told of its configuration.
final class ConfigurationOptions {
    @Option(names = "--host", paramLabel = "ADDRESS", description = "Listen at it (127.0.0.1).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Listen at it (7717); 0 takes a free one.")
    private @Nullable String port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep everything in it (default: SIGNALBOX_DATA, else ~/.signalbox).")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read it (default: signalbox.conf in the data directory).")
    private @Nullable Path config;

    DataDirectory data() {
        return DataDirectory.of(data);
    }

    /// @throws dev.signalbox.protocol.SignalboxException `CONFIG_INVALID`
    Configuration read() {
        return read(Map.of());
    }

    /// @param more flags of the command's own
    /// @throws dev.signalbox.protocol.SignalboxException `CONFIG_INVALID`
    Configuration read(Map<Configuration.Flag, String> more) {
        Map<Configuration.Flag, String> flags = new HashMap<>(more);
        if (host != null) {
            flags.put(new Configuration.Flag("--host", "server.host"), host);
        }
        if (port != null) {
            flags.put(new Configuration.Flag("--port", "server.port"), port);
        }
        return read(data(), config, flags);
    }

    /// The agents of a server that is told so.
    ///
    /// @param unsaid whose sign-in sessions use when the configuration does not say
    AgentRegistry agents(Settings settings, Login unsaid) {
        return new AgentRegistry(settings, data().agents(), unsaid, System.getenv());
    }

    /// The file that is read, if it is there.
    Path file() {
        return config == null ? Configuration.file(data().path()) : config;
    }

    static Configuration read(
            DataDirectory data, @Nullable Path config, Map<Configuration.Flag, String> flags) {
        return Configuration.read(
                new Configuration.Sources(
                        data.path(), config, System.getenv(), flags, Agents.all().keySet()));
    }
}
