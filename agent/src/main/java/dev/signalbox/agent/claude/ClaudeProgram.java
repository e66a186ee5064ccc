package dev.signalbox.agent.claude;

import dev.signalbox.agent.AgentProgram;
import dev.signalbox.agent.AgentSettings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Claude Code on this host, and what it needs to sign in.
final class ClaudeProgram {
    static final AgentProgram PROGRAM =
            new AgentProgram(
                    "Claude Code",
                    "claude",
                    "@anthropic-ai/claude-code",
                    "2.1.330",
                    List.of(
                            "@anthropic-ai/claude-code-linux-x64/claude",
                            "@anthropic-ai/claude-code-linux-arm64/claude",
                            "@anthropic-ai/claude-code-darwin-arm64/claude",
                            "@anthropic-ai/claude-code-darwin-x64/claude",
                            "@anthropic-ai/claude-code/bin/claude.exe"),
                    List.of(".claude/local/claude"));

    /// What `claude` keeps after a person has signed in, below that person's home.
    static final String CREDENTIALS = ".claude/.credentials.json";

    /// Any of these lets Claude Code sign in.
    static final List<String> KEYS =
            List.of("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN");

    private static final List<String> CLOUD_SWITCHES =
            List.of("CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY");

    private ClaudeProgram() {}

    /// Whether Claude Code will find something to sign in with.
    static boolean canSignIn(AgentSettings settings) {
        return settings.hasAny(KEYS)
                || settings.hasAny(CLOUD_SWITCHES)
                || (settings.usesHostLogin() && Files.exists(credentials(settings.userHome())));
    }

    static Path credentials(Path userHome) {
        return userHome.resolve(CREDENTIALS);
    }
}
