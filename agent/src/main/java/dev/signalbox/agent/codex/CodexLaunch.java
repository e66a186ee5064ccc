package dev.signalbox.agent.codex;

import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The command line and environment of Codex.
final class CodexLaunch {
    /// A question to the user is answered like a permission: Codex need not do without.
    private static final String QUESTIONS = "features.default_mode_request_user_input";

    private CodexLaunch() {}

    /// @throws SignalboxException `AGENT_NOT_INSTALLED`, `ENVIRONMENT_START_FAILED`
    static AgentLaunch of(AgentSpec spec) {
        var program = CodexProgram.PROGRAM.required(spec);
        // Not below the folder for temporary files: Codex would then confine no command, and run
        // none.
        var home = spec.home().resolve(".codex");
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.ENVIRONMENT_START_FAILED,
                    "cannot make Codex's folder " + home + ": " + e);
        }
        return new AgentLaunch(
                command(program, spec),
                Map.of("CODEX_HOME", home.toString(), "NO_COLOR", "1"),
                spec.workspace());
    }

    private static List<String> command(Path program, AgentSpec spec) {
        var command = new ArrayList<String>();
        // Plugins are fetched from the network at each start.
        command.addAll(List.of(program.toString(), "app-server", "--disable", "plugins"));
        command.addAll(CodexConfig.argument(QUESTIONS, ProtocolJson.tree(true)));
        if (CodexProgram.key(spec.environment()) != null) {
            // The key stays in memory, where it came from.
            command.addAll(
                    CodexConfig.argument(
                            "cli_auth_credentials_store", ProtocolJson.text("ephemeral")));
        }
        var address = spec.environment().get("OPENAI_BASE_URL");
        if (address != null && !address.isBlank()) {
            command.addAll(
                    CodexConfig.argument("openai_base_url", ProtocolJson.text(address.strip())));
        }
        command.addAll(CodexConfig.arguments(spec.options().get("config"))); // The last one wins.
        return command;
    }
}
