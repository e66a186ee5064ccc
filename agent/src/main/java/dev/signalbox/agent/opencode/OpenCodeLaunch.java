package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The command line and environment of `opencode serve`.
final class OpenCodeLaunch {
    static final String USER = "opencode";

    /// OpenCode installs a package for those who write plugins into the configuration folder, from
    /// the network and at each first start, unless this says that it has.
    private static final String INSTALLED =
            "{\"packages\":{\"\":{\"dependencies\":{\"@opencode-ai/plugin\":\"*\"}}}}\n";

    private OpenCodeLaunch() {}

    /// @param password what the server asks of its clients
    /// @throws SignalboxException `AGENT_NOT_INSTALLED`
    static AgentLaunch of(AgentSpec spec, String password) {
        var program = OpenCodeProgram.PROGRAM.required(spec);
        prepare(spec.home().resolve(".config").resolve("opencode"));
        return new AgentLaunch(
                List.of(program.toString(), "serve", "--port", "0", "--hostname", "127.0.0.1"),
                environment(spec, password),
                spec.workspace());
    }

    private static Map<String, String> environment(AgentSpec spec, String password) {
        var environment = new HashMap<String, String>();
        environment.put("OPENCODE_SERVER_USERNAME", USER);
        environment.put("OPENCODE_SERVER_PASSWORD", password); // A command line is for all to read.
        environment.put(OpenCodeConfig.VARIABLE, ProtocolJson.write(OpenCodeConfig.of(spec)));
        environment.put("OPENCODE_DISABLE_AUTOUPDATE", "1");
        environment.put("OPENCODE_DISABLE_SHARE", "1");
        // Each session has a home of its own, and would fetch language servers anew.
        environment.put(
                "OPENCODE_DISABLE_LSP_DOWNLOAD",
                spec.environment().getOrDefault("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"));
        return environment;
    }

    private static void prepare(Path config) {
        var lock = config.resolve("package-lock.json");
        try {
            if (!Files.exists(lock) && !Files.exists(config.resolve("node_modules"))) {
                Files.createDirectories(config.resolve("node_modules"));
                Files.writeString(lock, INSTALLED);
            }
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.AGENT_FAILED,
                    "OpenCode's folder " + config + " cannot be written",
                    e);
        }
    }
}
