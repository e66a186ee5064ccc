package dev.signalbox.agent;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Fetches one version of an agent's program with npm, into a folder of its own. The folder holds the
/// whole program or, when something fails, what it held before.
///
/// npm is asked as its user configured it: registry, proxy and credentials are npm's own matter.
public final class NpmInstall {
    private static final String NPM = "npm";
    private static final int CANCEL_SECONDS = 5;

    private final AgentProgram program;
    private final String version;
    private final Path folder;
    private final Path draft;
    private final Map<String, String> environment;
    private final Consumer<String> progress;
    private final Object turn = new Object();
    private @Nullable Process process; // Guarded by turn.
    private boolean isCancelled; // Guarded by turn.

    /// @param version an exact one: npm on an older Node takes an older version when it may choose
    /// @param folder will be made; what it holds will be replaced
    /// @param environment for npm, and for its `PATH`
    /// @param progress is told what happens, one line a call: our steps, and what npm says
    public NpmInstall(
            AgentProgram program,
            String version,
            Path folder,
            Map<String, String> environment,
            Consumer<String> progress) {
        this.program = program;
        this.version = version;
        this.folder = folder.toAbsolutePath().normalize();
        this.draft = beside(".new");
        this.environment = Map.copyOf(environment);
        this.progress = progress;
    }

    private Path beside(String suffix) {
        return folder.resolveSibling(folder.getFileName() + suffix);
    }

    /// Installs the program and tries it.
    ///
    /// @return the program
    /// @throws SignalboxException `AGENT_NOT_INSTALLED`: no npm, npm failed, or what it brought does
    ///   not run or is another version; then the folder is as it was
    public Path run() throws InterruptedException {
        var npm = npm();
        try {
            Files.createDirectories(folder.getParent());
            try (var channel =
                    FileChannel.open(
                            beside(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                requireLock(channel);
                try {
                    fetch(npm);
                    check();
                    replace();
                } finally {
                    remove(draft);
                }
            }
        } catch (IOException e) {
            throw failed("cannot install " + what() + " into " + folder + ": " + e, e);
        }
        var installed = find(folder);
        if (installed == null) {
            throw failed(folder + " was changed by somebody else", null);
        }
        return installed;
    }

    private Path npm() {
        var npm = PathSearch.find(NPM, environment);
        if (npm != null) {
            return npm;
        }
        throw failed(
                "npm was not found on the PATH, and "
                        + what()
                        + " comes from npm: install Node.js 20 or newer, which brings npm (Debian,"
                        + " Ubuntu: apt-get install npm; macOS: brew install node; others:"
                        + " https://nodejs.org)",
                null);
    }

    private void requireLock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very process: as good as held by another.
        }
        throw failed("another install into " + folder + " is under way", null);
    }

    private void fetch(Path npm) throws IOException, InterruptedException {
        remove(draft);
        Files.createDirectories(draft);
        progress.accept("fetching " + what() + " with npm into " + draft);
        var builder =
                new ProcessBuilder(
                        npm.toString(),
                        "install",
                        "--prefix",
                        draft.toString(),
                        "--global=false",
                        // An agent that runs as a native program does not care which Node npm has.
                        "--engine-strict=false",
                        // The native programs are optional parts of their packages.
                        "--include=optional",
                        "--save-exact",
                        "--no-package-lock",
                        "--no-audit",
                        "--no-fund",
                        "--no-update-notifier",
                        "--loglevel=http",
                        what());
        builder.directory(draft.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var started = start(builder);
        started.getOutputStream().close();
        try (var lines = started.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
            }
        }
        int status = started.waitFor();
        if (status != 0) {
            throw failed("npm could not install " + what() + " (exit code " + status + ")", null);
        }
    }

    /// Whoever cancels either finds the process or keeps it from being started.
    private Process start(ProcessBuilder builder) throws IOException {
        synchronized (turn) {
            if (isCancelled) {
                throw failed("the install was cancelled", null);
            }
            var started = builder.start();
            process = started;
            return started;
        }
    }

    private void check() {
        progress.accept("checking that " + program.title() + " runs");
        var installed = find(draft);
        if (installed == null) {
            throw failed(
                    what() + " holds no program '" + program.command() + "' for this machine",
                    null);
        }
        var answer = ProgramVersions.of(installed, environment);
        if (!version.equals(answer)) {
            throw failed(
                    what()
                            + (answer == null
                                    ? " was fetched and does not run here: it does not answer"
                                            + " --version"
                                    : " was asked for, and npm brought " + answer),
                    null);
        }
    }

    private @Nullable Path find(Path where) {
        return program.find(where, environment, where);
    }

    /// Two renames: a folder that holds something cannot be replaced by one.
    private void replace() throws IOException {
        var old = beside(".old");
        remove(old);
        if (Files.exists(folder)) {
            Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(old)) {
                Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        remove(old);
    }

    /// Ends npm, if it is at work, and removes what it has written. From any thread.
    public void cancel() {
        @Nullable Process running;
        synchronized (turn) {
            isCancelled = true;
            running = process;
        }
        if (running != null) {
            var all = running.descendants().toList();
            running.toHandle().destroy(); // the process's own would close what is being read
            all.forEach(ProcessHandle::destroy);
            try {
                if (!running.waitFor(CANCEL_SECONDS, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
                remove(draft);
            } catch (IOException | UncheckedIOException _) {
                // The install itself is at it, or the next one removes it.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String what() {
        return program.npmPackage() + "@" + version;
    }

    private static SignalboxException failed(String message, @Nullable Exception cause) {
        return new SignalboxException(ErrorCode.AGENT_NOT_INSTALLED, message, cause);
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> files;
        try (var walk = Files.walk(tree)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (var file : files) {
            Files.deleteIfExists(file);
        }
    }
}
