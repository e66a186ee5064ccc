package dev.signalbox.app;

import dev.signalbox.agent.PathSearch;
import dev.signalbox.app.config.Settings;
import dev.signalbox.environment.Containment;
import dev.signalbox.environment.EnvironmentException;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What `signalbox doctor` looks at on this host: Java, disk, configuration, programs.
final class HostChecks {
    private static final int JAVA = 25;
    private static final long MIB = 1 << 20;
    private static final long MIB_FEW = 1024;
    private static final long MIB_NONE = 64;

    private final ConfigurationOptions options;
    private final Map<String, String> environment = System.getenv();
    private @Nullable Settings settings;

    HostChecks(ConfigurationOptions options) {
        this.options = options;
    }

    /// What the configuration says, once it was looked at and could be read.
    @Nullable Settings settings() {
        return settings;
    }

    Check java() {
        var found =
                Version.number()
                        + " on Java "
                        + Runtime.version()
                        + " ("
                        + System.getProperty("java.home")
                        + ")";
        return Runtime.version().feature() >= JAVA
                ? Check.ok("signalbox", found)
                : Check.broken(
                        "signalbox",
                        found,
                        "install JDK " + JAVA + ", or name one in SIGNALBOX_JAVA_HOME");
    }

    /// The directory may not be there yet; then the one that it would be made in is looked at.
    Check data() {
        var folder = options.data().path();
        var there = folder;
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return Check.broken(
                    "data",
                    folder + ": " + there + " is no folder that can be written",
                    "make it writable, or name another with --data or SIGNALBOX_DATA");
        }
        long left;
        try {
            left = Files.getFileStore(there).getUsableSpace() / MIB;
        } catch (IOException e) {
            return Check.broken("data", there + " cannot be looked at: " + e, null);
        }
        var found =
                folder
                        + (there.equals(folder) ? ": writable, " : ": can be made, ")
                        + (left < MIB_FEW ? left + " MiB" : left / MIB_FEW + " GiB")
                        + " free";
        var more = "make room, or name another data directory with --data or SIGNALBOX_DATA";
        if (left < MIB_NONE) {
            return Check.broken("data", found, more);
        }
        return left < MIB_FEW ? Check.note("data", found, more) : Check.ok("data", found);
    }

    Check configuration() {
        var file = options.file();
        try {
            var configuration = options.read();
            settings = configuration.settings();
            long said =
                    configuration.entries().stream()
                            .filter(entry -> !entry.origin().equals("default"))
                            .count();
            return Check.ok(
                    "configuration",
                    (Files.exists(file) ? file.toString() : "no file " + file)
                            + ", "
                            + said
                            + (said == 1 ? " value" : " values")
                            + " set");
        } catch (SignalboxException e) {
            return Check.broken(
                    "configuration",
                    String.valueOf(e.getMessage()),
                    "correct it; 'signalbox config show' prints every value and its origin");
        }
    }

    /// Programs that agents and their installation use.
    List<Check> tools() {
        return List.of(
                detacher(),
                tool("git", "install git: agents that work on a repository use it"),
                tool("node", "install Node.js 20 or newer: some agents are written for it"),
                tool("npm", "install Node.js, which brings npm: 'agents install' fetches with it"));
    }

    /// What finds the processes of a session when it is to end.
    Check containment() {
        var said = settings;
        try {
            var found = Containment.detect(said == null ? null : said.containment());
            var place = found.place();
            var how =
                    found.kind().wireName()
                            + (place == null ? "" : " in " + place.dir())
                            + (found.reason() == null ? "" : ": " + found.reason());
            return found.kind() == Containment.Kind.MARKERS
                    ? Check.note(
                            "containment",
                            how,
                            "a process that clears its environment may outlive its session; run the"
                                    + " server where it may write to its own control group"
                                    + " (systemd: Delegate=yes)")
                    : Check.ok("containment", how);
        } catch (EnvironmentException e) {
            return Check.broken(
                    "containment", String.valueOf(e.getMessage()), "correct sessions.containment");
        }
    }

    /// Without one of these no agent can be started: see the runner.
    private Check detacher() {
        for (var name : List.of("setsid", "perl")) {
            var program = PathSearch.find(name, environment);
            if (program == null) {
                for (var folder : List.of("/usr/bin", "/bin")) {
                    var standard = Path.of(folder, name);
                    program = Files.isExecutable(standard) ? standard : program;
                }
            }
            if (program != null) {
                return Check.ok(name, program.toString());
            }
        }
        return Check.broken(
                "setsid",
                "not found, nor is perl: agents cannot be started",
                "install util-linux (setsid), or perl");
    }

    private Check tool(String name, String todo) {
        var program = PathSearch.find(name, environment);
        if (program == null) {
            return Check.note(name, "not found on the PATH", todo);
        }
        var version = PathSearch.version(program, environment);
        return version == null
                ? Check.note(name, program + " does not say its version", null)
                : Check.ok(name, version + " " + program);
    }
}
