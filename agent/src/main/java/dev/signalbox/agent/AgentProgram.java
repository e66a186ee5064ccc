package dev.signalbox.agent;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The program of an agent: what it is called, where installations put it, how to get it.
///
/// @param title what people call it, such as `Claude Code`
/// @param command what it is called on a `PATH`
/// @param npmPackage what npm calls it
/// @param version the one that its adapter was made for and is tested with
/// @param modules where npm puts it, as paths below a `node_modules` folder: native programs first,
///   for a launcher is one more process to start and to end
/// @param homes where else it may be, as paths below a person's home
public record AgentProgram(
        String title,
        String command,
        String npmPackage,
        String version,
        List<String> modules,
        List<String> homes) {
    private static final List<String> NPM_PREFIXES = List.of("/usr/local", "/usr");
    private static final String MODULES = "node_modules";

    public AgentProgram {
        modules = List.copyOf(modules);
        homes = List.copyOf(homes);
    }

    /// The command that installs it.
    public String install() {
        return "npm install -g " + npmPackage + "@" + version;
    }

    /// The program; null when it is not there.
    ///
    /// @param configured the only place to look at, when the configuration says so: the program
    ///   itself, or a folder that it was installed into
    /// @param environment for its `PATH`
    /// @param userHome of the person whose installation may be used
    public @Nullable Path find(
            @Nullable Path configured, Map<String, String> environment, Path userHome) {
        if (configured != null && !Files.isDirectory(configured)) {
            return isProgram(configured) ? configured : null;
        }
        var places =
                configured == null ? places(environment, userHome) : placesInFolder(configured);
        return places.stream()
                .filter(AgentProgram::isProgram)
                .findFirst()
                .map(this::withoutLauncher)
                .orElse(null);
    }

    /// The program, for one who is about to start it.
    ///
    /// @throws SignalboxException `AGENT_NOT_INSTALLED`, with what to do
    public Path required(AgentSpec spec) {
        var program =
                find(
                        spec.executable(),
                        spec.environment(),
                        Path.of(System.getProperty("user.home")));
        if (program == null) {
            throw new SignalboxException(
                    ErrorCode.AGENT_NOT_INSTALLED, reason(spec.executable()) + ": " + install());
        }
        return program;
    }

    /// Whether this host has the program and can run it. What else it needs, such as a key, is
    /// another question.
    public AgentAvailability availability(AgentSettings settings) {
        var program = find(settings.executable(), settings.environment(), settings.userHome());
        if (program == null) {
            return AgentAvailability.notInstalled(reason(settings.executable()), install());
        }
        var answer = ProgramVersions.of(program, settings.environment());
        return answer == null
                ? new AgentAvailability(
                        false,
                        null,
                        program.toString(),
                        program + " does not run: it does not answer --version",
                        install())
                : new AgentAvailability(true, answer, program.toString(), null, null);
    }

    private String reason(@Nullable Path configured) {
        return configured == null
                ? title + " is not installed: no program '" + command + "' was found"
                : title + " is not installed at " + configured;
    }

    private List<Path> placesInFolder(Path folder) {
        var places = new ArrayList<Path>();
        for (var module : modules) {
            places.add(folder.resolve(MODULES).resolve(module));
        }
        places.add(folder.resolve(command));
        places.add(folder.resolve("bin").resolve(command));
        places.add(folder.resolve(MODULES).resolve(".bin").resolve(command));
        return places;
    }

    private List<Path> places(Map<String, String> environment, Path userHome) {
        var places = new ArrayList<Path>();
        for (var folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isBlank()) {
                places.add(Path.of(folder, command));
            }
        }
        places.add(userHome.resolve(".local/bin").resolve(command));
        homes.forEach(home -> places.add(userHome.resolve(home)));
        places.add(userHome.resolve(".npm-global/bin").resolve(command));
        var prefix = environment.get("npm_config_prefix");
        if (prefix != null && !prefix.isBlank()) {
            places.add(Path.of(prefix, "bin", command));
        }
        for (var npm : NPM_PREFIXES) {
            for (var module : modules) {
                places.add(Path.of(npm, "lib", MODULES).resolve(module));
            }
        }
        return places;
    }

    /// The native program that a launcher of npm's would start.
    private Path withoutLauncher(Path found) {
        Path real;
        try {
            real = found.toRealPath();
        } catch (IOException _) {
            return found; // It is there all the same.
        }
        for (var folder = real.getParent(); folder != null; folder = folder.getParent()) {
            boolean isModules = folder.endsWith(MODULES);
            var modulesHere = isModules ? folder : folder.resolve(MODULES);
            for (var module : modules) {
                var program = modulesHere.resolve(module);
                if (isProgram(program)) {
                    return program;
                }
            }
            if (isModules) {
                break;
            }
        }
        return found;
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
