package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Finds the real Claude Code CLI, for tests that drive it against a [ModelStub].
public final class RealClaude {
    public static final String VERSION = "2.1.330";

    private static final String PATH_VARIABLE = "SIGNALBOX_TEST_CLAUDE";

    /// The native program itself first: the launcher would be one more process.
    private static final List<String> PROGRAMS =
            List.of(
                    "node_modules/@anthropic-ai/claude-code-linux-x64/claude",
                    "node_modules/@anthropic-ai/claude-code-linux-arm64/claude",
                    "node_modules/@anthropic-ai/claude-code/bin/claude.exe",
                    "node_modules/.bin/claude");

    private RealClaude() {}

    /// The program that `SIGNALBOX_TEST_CLAUDE` names, else the one in the cache folder; null when there is none.
    public static @Nullable Path locate() {
        return locate(System.getenv());
    }

    static @Nullable Path locate(Map<String, String> environment) {
        var named = environment.get(PATH_VARIABLE);
        if (named != null && !named.isBlank()) {
            return executable(Path.of(named));
        }
        for (var program : PROGRAMS) {
            var found = executable(folder(environment).resolve(program));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /// Where `npm install` is to put it: `agents/claude-VERSION` in `SIGNALBOX_CACHE`, else in `signalbox` in the
    /// user's cache folder.
    static Path folder(Map<String, String> environment) {
        return cache(environment).resolve("agents").resolve("claude-" + VERSION);
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
    public static Path required() {
        return required(System.getenv(), System.err);
    }

    static Path required(Map<String, String> environment, PrintStream notices) {
        var found = locate(environment);
        if (found != null) {
            return found;
        }
        var message =
                "no Claude Code in %s: npm install --prefix %1$s @anthropic-ai/claude-code@%s, or name it in %s"
                        .formatted(folder(environment), VERSION, PATH_VARIABLE);
        if ("true".equals(environment.get("CI"))) {
            return Assertions.fail(message);
        }
        notices.println("SKIPPED (" + message + ")");
        return Assumptions.abort(message);
    }

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
