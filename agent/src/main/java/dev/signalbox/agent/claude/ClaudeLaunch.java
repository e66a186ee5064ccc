package dev.signalbox.agent.claude;

import dev.signalbox.agent.AgentLaunch;
import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The command line and environment of Claude Code.
final class ClaudeLaunch {
    static final String SUBAGENT_TEXT_FLAG = "--forward-subagent-text";

    /// About ten seconds of patience with a model that does not answer; ten tries, which is what
    /// Claude does by itself, are minutes, with a wrong key too.
    private static final String MAX_RETRIES = "4";

    private ClaudeLaunch() {}

    /// @throws SignalboxException `AGENT_NOT_INSTALLED`
    static AgentLaunch of(AgentSpec spec, ClaudeMemory memory) {
        var program = ClaudeProgram.PROGRAM.required(spec);
        var config = spec.home().resolve(".claude");
        return new AgentLaunch(
                command(program, spec, memory), environment(spec, config), spec.workspace());
    }

    private static List<String> command(Path program, AgentSpec spec, ClaudeMemory memory) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(
                List.of(
                        "-p",
                        "--output-format",
                        "stream-json",
                        "--input-format",
                        "stream-json",
                        "--verbose",
                        "--include-partial-messages",
                        "--permission-prompt-tool",
                        "stdio"));
        command.add(memory.isUsed() ? "--resume" : "--session-id");
        command.add(memory.sessionId());
        if (memory.knowsSubagentText()) {
            command.add(SUBAGENT_TEXT_FLAG);
        }
        command.addAll(permissionFlags(permissionMode(spec)));
        addOption(command, spec, "model", "--model");
        addOption(command, spec, "systemPromptAppend", "--append-system-prompt");
        var servers = spec.options().get("mcpServers");
        if (servers != null && servers.isObject() && !servers.isEmpty()) {
            var config = ProtocolJson.object();
            config.set("mcpServers", servers);
            command.addAll(
                    List.of("--mcp-config", ProtocolJson.write(config), "--strict-mcp-config"));
        }
        return command;
    }

    private static void addOption(
            List<String> command, AgentSpec spec, String option, String flag) {
        var value = AgentOptions.string(spec.options(), option);
        if (value != null) {
            command.add(flag);
            command.add(value);
        }
    }

    private static String permissionMode(AgentSpec spec) {
        var mode = AgentOptions.string(spec.options(), "permissionMode");
        return mode == null ? "ask" : mode;
    }

    private static List<String> permissionFlags(String mode) {
        return mode.equals("bypass")
                ? List.of("--dangerously-skip-permissions")
                : List.of("--permission-mode", nativeMode(mode));
    }

    /// Claude's word for one of ours.
    static String nativeMode(String mode) {
        return switch (mode) {
            case "acceptEdits" -> "acceptEdits";
            case "bypass" -> "bypassPermissions";
            case "readOnly" -> "plan";
            default -> "default";
        };
    }

    private static Map<String, String> environment(AgentSpec spec, Path config) {
        var environment = new HashMap<String, String>();
        environment.put("CLAUDE_CONFIG_DIR", config.toString());
        environment.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
        environment.put("DISABLE_AUTOUPDATER", "1");
        if (!spec.environment().containsKey("CLAUDE_CODE_MAX_RETRIES")) {
            environment.put("CLAUDE_CODE_MAX_RETRIES", MAX_RETRIES);
        }
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        if (isRoot && permissionMode(spec).equals("bypass")) {
            environment.put("IS_SANDBOX", "1"); // Claude refuses to skip permissions otherwise.
        }
        return environment;
    }
}
