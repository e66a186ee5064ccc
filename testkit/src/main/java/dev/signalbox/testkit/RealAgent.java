package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds the real agents, for tests that drive them against a [ModelStub]. `.ci/run` installs them with npm, at these
/// versions, into `agents/NAME-VERSION` in the cache folder.
public enum RealAgent {
    CLAUDE("@anthropic-ai/claude-code", "2.1.330"),
    CODEX("@openai/codex", "0.169.0"),
    OPENCODE("opencode-ai", "1.18.33"),
    GEMINI("@google/gemini-cli", "0.61.0"),
    /// Claude Code's door to the Agent Client Protocol; needs Node 22, which npm has too.
    CLAUDE_ACP("@agentclientprotocol/claude-agent-acp", "0.101.0"),
    NODE("node", "22.23.3");

    private final String npmPackage;
    private final String version;

    RealAgent(String npmPackage, String version) {
        this.npmPackage = npmPackage;
        this.version = version;
    }

    /// Below `node_modules`; native programs first, for a launcher would be one more process.
    private List<String> programs() {
        return switch (this) {
            case CLAUDE ->
                    List.of(
                            "@anthropic-ai/claude-code-linux-x64/claude",
                            "@anthropic-ai/claude-code-linux-arm64/claude",
                            "@anthropic-ai/claude-code/bin/claude.exe",
                            ".bin/claude");
            case CODEX ->
                    List.of(
                            "@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex",
                            "@openai/codex-linux-arm64/vendor/aarch64-unknown-linux-musl/bin/codex",
                            ".bin/codex");
            case OPENCODE ->
                    List.of(
                            "opencode-linux-x64/bin/opencode",
                            "opencode-linux-arm64/bin/opencode",
                            ".bin/opencode");
            case GEMINI -> List.of(".bin/gemini");
            case CLAUDE_ACP -> List.of(".bin/claude-agent-acp");
            case NODE -> List.of(".bin/node");
        };
    }

    /// The version that is tested with.
    public String version() {
        return version;
    }

    /// The program that `SIGNALBOX_TEST_NAME` names, else the one in the cache folder; null when there is none.
    public @Nullable Path locate() {
        return locate(System.getenv());
    }

    @Nullable Path locate(Map<String, String> environment) {
        var named = environment.get(variable());
        if (named != null && !named.isBlank()) {
            return executable(Path.of(named));
        }
        var modules = folder(environment).resolve("node_modules");
        for (var program : programs()) {
            var found = executable(modules.resolve(program));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private String variable() {
        return "SIGNALBOX_TEST_" + name();
    }

    /// Where `npm install` is to put it: `agents/NAME-VERSION` in `SIGNALBOX_CACHE`, else in `signalbox` in the user's
    /// cache folder.
    Path folder(Map<String, String> environment) {
        var name = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return cache(environment).resolve("agents").resolve(name + "-" + version);
    }

    private static Path cache(Map<String, String> environment) {
        var cache = environment.get("SIGNALBOX_CACHE");
        if (cache != null && !cache.isBlank()) {
            return Path.of(cache);
        }
        var userCache = environment.get("XDG_CACHE_HOME");
        return userCache != null && !userCache.isBlank()
                ? Path.of(userCache, "signalbox")
                : Path.of(System.getProperty("user.home"), ".cache", "signalbox");
    }

    private static @Nullable Path executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file) ? file.toAbsolutePath() : null;
    }

    /// The program, for a test that cannot do without. When it is missing the test is skipped, said loudly on standard
    /// error; with `CI=true` it fails. Needs JUnit.
    public Path required() {
        return required(System.getenv(), System.err);
    }

    Path required(Map<String, String> environment, PrintStream notices) {
        var found = locate(environment);
        if (found != null) {
            return found;
        }
        var message =
                "no %s in %s: npm install --prefix %2$s %s@%s, or name it in %s"
                        .formatted(name(), folder(environment), npmPackage, version, variable());
        throw Requirement.isMissing(message, environment, notices);
    }
}
