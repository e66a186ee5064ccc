package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentProgram;
import dev.signalbox.agent.AgentSettings;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// OpenCode on this host, and what it signs in with.
final class OpenCodeProgram {
    static final AgentProgram PROGRAM =
            new AgentProgram(
                    "OpenCode",
                    "opencode",
                    "opencode-ai",
                    "1.18.33",
                    List.of(
                            "opencode-linux-x64/bin/opencode",
                            "opencode-linux-arm64/bin/opencode",
                            "opencode-linux-x64-musl/bin/opencode",
                            "opencode-linux-arm64-musl/bin/opencode",
                            "opencode-darwin-arm64/bin/opencode",
                            "opencode-darwin-x64/bin/opencode",
                            "opencode-linux-x64-baseline/bin/opencode",
                            "opencode-ai/bin/opencode.exe"),
                    List.of(".opencode/bin/opencode"));

    /// What `opencode auth login` keeps, below a person's home.
    static final String CREDENTIALS = ".local/share/opencode/auth.json";

    /// Keys of the providers that people use most; OpenCode knows many more.
    static final List<String> KEYS =
            List.of(
                    "ANTHROPIC_API_KEY",
                    "OPENAI_API_KEY",
                    "GEMINI_API_KEY",
                    "GOOGLE_GENERATIVE_AI_API_KEY",
                    "OPENROUTER_API_KEY",
                    "OPENCODE_API_KEY",
                    "GROQ_API_KEY",
                    "MISTRAL_API_KEY",
                    "DEEPSEEK_API_KEY",
                    "XAI_API_KEY");

    /// Where a provider may be configured that needs no key of those.
    private static final List<String> CONFIGURATION =
            List.of("OPENCODE_CONFIG", "OPENCODE_CONFIG_CONTENT", "OPENCODE_AUTH_CONTENT");

    static final Set<String> VARIABLES = variables();

    static final String WITHOUT_KEY =
            "no key was found: only OpenCode's own free models and providers in a session's"
                    + " 'opencodeConfig' will answer; set a provider's key, such as "
                    + String.join(", ", KEYS.subList(0, 3))
                    + ", or sign in with 'opencode auth login' (agents.opencode.login = host)";

    private OpenCodeProgram() {}

    private static Set<String> variables() {
        var names = new HashSet<>(KEYS);
        names.add("OPENCODE_*");
        return Set.copyOf(names);
    }

    /// Whether OpenCode will find a provider that somebody pays for.
    static boolean hasKey(AgentSettings settings) {
        return settings.hasAny(KEYS)
                || settings.hasAny(CONFIGURATION)
                || (settings.usesHostLogin()
                        && Files.exists(settings.userHome().resolve(CREDENTIALS)));
    }
}
