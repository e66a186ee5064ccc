package dev.signalbox.agent.claude;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Finds Claude Code on this host, and what it needs to sign in.
final class ClaudeProgram {
    /// The version that this adapter was made for and is tested with.
    static final String VERSION = "2.1.330";

    static final String INSTALL = "npm install -g @anthropic-ai/claude-code@" + VERSION;

    /// Any of these lets Claude Code sign in.
    static final List<String> KEYS =
            List.of("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN");

    private static final List<String> CLOUD_SWITCHES =
            List.of("CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY");

    private static final List<String> NPM_PREFIXES = List.of("/usr/local", "/usr");
    private static final String NPM_PROGRAM =
            "lib/node_modules/@anthropic-ai/claude-code/bin/claude.exe";
    private static final Pattern VERSION_TEXT = Pattern.compile("([0-9]+\\.[0-9]+\\.[0-9]+\\S*).*");
    private static final int VERSION_WAIT_SECONDS = 10;

    private ClaudeProgram() {}

    /// The program; null when it is not there.
    ///
    /// @param configured the only place to look at, when the configuration says so
    /// @param environment for its `PATH`
    /// @param userHome of the person whose installation may be used
    static @Nullable Path find(
            @Nullable Path configured, Map<String, String> environment, Path userHome) {
        if (configured != null) {
            return Files.isExecutable(configured) ? configured : null;
        }
        for (var candidate : candidates(environment, userHome)) {
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static List<Path> candidates(Map<String, String> environment, Path userHome) {
        var candidates = new ArrayList<Path>();
        for (var folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isBlank()) {
                candidates.add(Path.of(folder, "claude"));
            }
        }
        candidates.add(userHome.resolve(".local/bin/claude"));
        candidates.add(userHome.resolve(".claude/local/claude"));
        candidates.add(userHome.resolve(".npm-global/bin/claude"));
        var prefix = environment.get("npm_config_prefix");
        if (prefix != null && !prefix.isBlank()) {
            candidates.add(Path.of(prefix, "bin", "claude"));
        }
        for (var npm : NPM_PREFIXES) {
            candidates.add(Path.of(npm, NPM_PROGRAM));
        }
        return candidates;
    }

    /// What `--version` says; null when it says nothing of use.
    static @Nullable String version(Path program) {
        try {
            var process =
                    new ProcessBuilder(program.toString(), "--version")
                            .redirectErrorStream(true)
                            .start();
            try (var reader = process.inputReader()) {
                process.getOutputStream().close();
                if (!process.waitFor(VERSION_WAIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return null;
                }
                var line = reader.readLine();
                var version = VERSION_TEXT.matcher(line == null ? "" : line);
                return version.matches() ? version.group(1) : null;
            }
        } catch (IOException _) {
            return null; // It does not run: the caller says so.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /// Whether Claude Code will find something to sign in with.
    static boolean canSignIn(Map<String, String> environment, Path userHome) {
        for (var name : KEYS) {
            if (!environment.getOrDefault(name, "").isBlank()) {
                return true;
            }
        }
        for (var name : CLOUD_SWITCHES) {
            if (!environment.getOrDefault(name, "").isBlank()) {
                return true;
            }
        }
        return Files.exists(credentials(userHome));
    }

    /// What `claude` keeps after a person has signed in.
    static Path credentials(Path userHome) {
        return userHome.resolve(".claude/.credentials.json");
    }
}
