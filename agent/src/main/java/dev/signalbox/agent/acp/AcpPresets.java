package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentProgram;
import dev.signalbox.agent.acp.AcpPreset.Quirk;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// The agents that speak ACP and whose ways are known.
public final class AcpPresets {
    /// Google's Gemini CLI.
    public static final AcpPreset GEMINI =
            new AcpPreset(
                    "gemini",
                    "Gemini CLI",
                    new AgentProgram(
                            "Gemini CLI",
                            "gemini",
                            "@google/gemini-cli",
                            "0.61.0",
                            List.of("@google/gemini-cli/bundle/gemini.js"),
                            List.of()),
                    List.of("--acp", "--skip-trust"),
                    Map.of("GEMINI_CLI_NO_RELAUNCH", "true"),
                    Map.of(
                            "ask", "default",
                            "acceptEdits", "autoEdit",
                            "bypass", "yolo",
                            "readOnly", "plan"),
                    Set.of(
                            "GEMINI_*",
                            "GOOGLE_GEMINI_*",
                            "GOOGLE_GENAI_*",
                            "GOOGLE_CLOUD_*",
                            "GOOGLE_API_KEY",
                            "GOOGLE_APPLICATION_CREDENTIALS"),
                    List.of("GEMINI_API_KEY", "GOOGLE_API_KEY"),
                    List.of(".gemini/oauth_creds.json", ".gemini/google_accounts.json"),
                    Map.of(),
                    Set.of(Quirk.GEMINI_HOME, Quirk.MODEL_FLAG, Quirk.SPOILS_YOUNG_SESSIONS));

    /// Claude Code behind its ACP adapter.
    public static final AcpPreset CLAUDE =
            new AcpPreset(
                    "claude-acp",
                    "Claude Code (ACP)",
                    new AgentProgram(
                            "Claude Code's ACP adapter",
                            "claude-agent-acp",
                            "@agentclientprotocol/claude-agent-acp",
                            "0.101.0",
                            List.of("@agentclientprotocol/claude-agent-acp/dist/index.js"),
                            List.of()),
                    List.of(),
                    Map.of(
                            "CLAUDE_CONFIG_DIR", "{home}/.claude",
                            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                            "CLAUDE_CODE_MAX_RETRIES", "4",
                            "DISABLE_AUTOUPDATER", "1"),
                    Map.of(
                            "ask", "default",
                            "acceptEdits", "acceptEdits",
                            "bypass", "bypassPermissions",
                            "readOnly", "plan"),
                    Set.of("ANTHROPIC_*", "CLAUDE_CODE_*"),
                    List.of("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN"),
                    List.of(".claude/.credentials.json"),
                    Map.of(),
                    Set.of(Quirk.MODEL_VARIABLE, Quirk.INSTRUCTIONS_IN_META));

    /// Codex behind its ACP adapter.
    public static final AcpPreset CODEX =
            new AcpPreset(
                    "codex-acp",
                    "Codex (ACP)",
                    new AgentProgram(
                            "Codex's ACP adapter",
                            "codex-acp",
                            "@agentclientprotocol/codex-acp",
                            "2.6.0",
                            List.of(),
                            List.of()),
                    List.of(),
                    Map.of("CODEX_HOME", "{home}/.codex"),
                    Map.of(
                            "ask", "read-only",
                            "acceptEdits", "workspace-write",
                            "bypass", "agent-full-access",
                            "readOnly", "read-only"),
                    Set.of("OPENAI_*", "CODEX_*"),
                    List.of("OPENAI_API_KEY", "CODEX_API_KEY"),
                    List.of(".codex/auth.json"),
                    Map.of(
                            "model", "cannot be given to codex-acp; agent 'codex' takes it",
                            "systemPromptAppend",
                                    "cannot be given to codex-acp; agent 'codex' takes it"),
                    Set.of(Quirk.LEAVES_COMMANDS));

    /// Any other, started with the command line that the session's option `command` holds.
    public static final AcpPreset ANY =
            new AcpPreset(
                    "acp",
                    "Any agent that speaks ACP",
                    null,
                    List.of(),
                    Map.of(),
                    Map.of(),
                    Set.of(),
                    List.of(),
                    List.of(),
                    Map.of(
                            "model",
                            "cannot be promised for an unknown agent: give it in 'command' or 'env'",
                            "systemPromptAppend",
                            "cannot be promised for an unknown agent: ACP has no place for it"),
                    Set.of());

    private AcpPresets() {}
}
