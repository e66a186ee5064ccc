package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// What programs answer to `--version`. Asked once for each program as it is on disk: some take a
/// second to answer. Thread-safe.
final class ProgramVersions {
    private static final Pattern VERSION = Pattern.compile("([0-9]+\\.[0-9]+\\.[0-9]+\\S*)");
    private static final int WAIT_SECONDS = 10;
    private static final Map<Key, String> KNOWN = new ConcurrentHashMap<>();

    private record Key(Path program, FileTime changed, long size) {}

    private ProgramVersions() {}

    /// The version; null when the program says nothing of use.
    ///
    /// @param environment for the `PATH` that a script finds its interpreter on
    static @Nullable String of(Path program, Map<String, String> environment) {
        try {
            var real = program.toRealPath();
            var key = new Key(real, Files.getLastModifiedTime(real), Files.size(real));
            var known = KNOWN.get(key);
            if (known != null) {
                return known;
            }
            var answer = ask(program, environment);
            if (answer != null) {
                KNOWN.put(key, answer);
            }
            return answer;
        } catch (IOException _) {
            return null; // It does not run: the caller says so.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static @Nullable String ask(Path program, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true);
        var path = environment.get("PATH");
        if (path != null) {
            builder.environment().put("PATH", path);
        }
        var process = builder.start();
        try (var reader = process.inputReader()) {
            process.getOutputStream().close();
            if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var version = VERSION.matcher(line);
                if (version.find()) {
                    return version.group(1);
                }
            }
            return null;
        }
    }
}
