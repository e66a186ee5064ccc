package dev.signalbox.testkit;

import java.nio.file.Path;
import java.util.Map;

/// Keeps the real Claude Code away from everybody but a [ModelStub].
public final class ClaudeOffline {
    private ClaudeOffline() {}

    /// The variables that make it talk to a model server and to nobody else.
    ///
    /// @param modelUrl as [ModelStub#url] gives it
    /// @param configDirectory where it may keep what it remembers; one for each test
    public static Map<String, String> environment(String modelUrl, Path configDirectory) {
        return Map.of(
                "ANTHROPIC_BASE_URL", modelUrl,
                "ANTHROPIC_API_KEY", "sk-stub",
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                "DISABLE_AUTOUPDATER", "1",
                "CLAUDE_CONFIG_DIR", configDirectory.toString());
    }
}
