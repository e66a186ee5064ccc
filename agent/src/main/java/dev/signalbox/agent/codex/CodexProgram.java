package dev.signalbox.agent.codex;

import dev.signalbox.agent.AgentProgram;
import dev.signalbox.agent.AgentSettings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Codex on this host, and what it needs to sign in.
final class CodexProgram {
    private static final String NATIVE = "@openai/codex-%s/vendor/%s/bin/codex";

    static final AgentProgram PROGRAM =
            new AgentProgram(
                    "Codex",
                    "codex",
                    "@openai/codex",
                    "0.169.0",
                    List.of(
                            NATIVE.formatted("linux-x64", "x86_64-unknown-linux-musl"),
                            NATIVE.formatted("linux-arm64", "aarch64-unknown-linux-musl"),
                            NATIVE.formatted("darwin-arm64", "aarch64-apple-darwin"),
                            NATIVE.formatted("darwin-x64", "x86_64-apple-darwin")),
                    List.of());

    /// What `codex login` keeps, below a person's home.
    static final String CREDENTIALS = ".codex/auth.json";

    /// Either lets Codex sign in; the first one that has a value is used. The app-server itself looks
    /// at neither: its client signs in.
    static final List<String> KEYS = List.of("CODEX_API_KEY", "OPENAI_API_KEY");

    private CodexProgram() {}

    /// The key that a session signs in with; null when it has none.
    static @Nullable String key(Map<String, String> environment) {
        for (var name : KEYS) {
            var value = environment.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    static boolean canSignIn(AgentSettings settings) {
        return settings.hasAny(KEYS)
                || (settings.usesHostLogin() && Files.exists(credentials(settings.userHome())));
    }

    static Path credentials(Path userHome) {
        return userHome.resolve(CREDENTIALS);
    }
}
