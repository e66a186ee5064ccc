package dev.signalbox.app.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;

import dev.signalbox.agent.Nearest;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// What a configuration says: every value with where it comes from.
///
/// A flag goes before an environment variable, that before the file, that before the default. Read
/// once; immutable.
public final class Configuration {
    private static final String FILE = "signalbox.conf";
    private static final String PREFIX = "SIGNALBOX_";

    /// Variables that begin as those of a section do.
    private static final Set<String> NO_KEYS = Set.of("SIGNALBOX_SECRETS_KEY");

    /// A value as people are shown it.
    ///
    /// @param key such as `server.port`
    /// @param value with secrets left out
    /// @param origin `default`, `FILE:LINE`, the name of a variable, or a flag
    public record Entry(String key, String value, String origin) {}

    private record Said(ConfigValue value, String origin) {}

    private final Path dataDir;
    private final Map<String, Said> said = new HashMap<>();
    private final AgentSections agents;

    private Configuration(Path dataDir, AgentSections agents) {
        this.dataDir = dataDir;
        this.agents = agents;
    }

    /// Where a configuration is read from.
    ///
    /// @param file null = `signalbox.conf` in the data directory, if it is there
    /// @param environment variables such as `SIGNALBOX_SERVER_PORT`
    /// @param flags values by flag and key, such as `--port` and `server.port`
    /// @param agentNames the agents that may be configured
    public record Sources(
            Path dataDir,
            @Nullable Path file,
            Map<String, String> environment,
            Map<Flag, String> flags,
            Set<String> agentNames) {}

    /// A flag of the command line that stands for a key.
    public record Flag(String name, String key) {}

    /// Reads and checks everything.
    ///
    /// @throws SignalboxException `CONFIG_INVALID`: an unknown key, with the one that was meant; a
    ///   value of the wrong type or out of its bounds; a file that cannot be read
    public static Configuration read(Sources sources) {
        var configuration =
                new Configuration(sources.dataDir(), new AgentSections(sources.agentNames()));
        configuration.readFile(sources.file());
        configuration.readVariables(sources.environment());
        sources.flags().forEach((flag, text) -> configuration.say(flag.key(), text, flag.name()));
        configuration.settings();
        return configuration;
    }

    /// The file that is read when none is named.
    public static Path file(Path dataDir) {
        return dataDir.resolve(FILE);
    }

    private void readFile(@Nullable Path named) {
        var file = named == null ? file(dataDir) : named;
        if (named == null && !Files.exists(file)) {
            return;
        }
        try {
            var strict = ConfigParseOptions.defaults().setAllowMissing(false);
            walk("", ConfigFactory.parseFile(file.toFile(), strict).resolve().root());
        } catch (ConfigException e) {
            throw invalid(oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    /// A change that a reload brings.
    ///
    /// @param key or `agents.NAME`
    /// @param isReloadable whether it is in force without a restart
    public record Change(String key, boolean isReloadable) {}

    /// What another configuration says otherwise than this one, in the order of the keys.
    public List<Change> changes(Configuration other) {
        var changes = new ArrayList<Change>();
        for (var key : Keys.ALL) {
            if (!said(key).value().unwrapped().equals(other.said(key).value().unwrapped())
                    && !value(key).equals(other.value(key))) {
                var when = KeyTexts.when(key.path());
                changes.add(new Change(key.path(), when != KeyText.When.RESTART));
            }
        }
        var names = new TreeSet<>(agents.programs().keySet());
        names.addAll(other.agents.programs().keySet());
        for (var name : names) {
            if (!Objects.equals(agents.programs().get(name), other.agents.programs().get(name))) {
                changes.add(new Change(Keys.AGENTS + "." + name, true));
            }
        }
        return changes;
    }

    /// The same, but for what needs a restart: that is as another configuration says it.
    public Configuration inForceAfter(Configuration running) {
        var inForce = new Configuration(dataDir, agents);
        inForce.said.putAll(said);
        for (var change : changes(running)) {
            if (!change.isReloadable()) {
                inForce.said.remove(change.key());
                var before = running.said.get(change.key());
                if (before != null) {
                    inForce.said.put(change.key(), before);
                }
            }
        }
        return inForce;
    }

    /// Variables of other programs may begin like ours; one that is nearly a key was meant to be it.
    private static void requireNoTypingError(Map<String, String> environment) {
        var known =
                Keys.ALL.stream().map(key -> key.variable().substring(PREFIX.length())).toList();
        for (var name : new TreeSet<>(environment.keySet())) {
            String rest = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
            boolean isOurs = known.contains(rest) || NO_KEYS.contains(name);
            if (!isOurs && known.stream().anyMatch(it -> it.startsWith(section(rest)))) {
                var meant = Nearest.of(rest, known);
                if (meant != null) {
                    throw invalid(
                            "unknown variable " + name + "; did you mean " + PREFIX + meant + "?",
                            null);
                }
            }
        }
    }

    private static String section(String variable) {
        int end = variable.indexOf('_');
        return end < 0 ? "." : variable.substring(0, end + 1); // No key begins with a full stop.
    }

    private void readVariables(Map<String, String> environment) {
        requireNoTypingError(environment);
        for (var key : Keys.ALL) {
            var text = environment.get(key.variable());
            if (text != null && !text.isBlank()) {
                say(key.path(), text, key.variable());
            }
        }
    }

    private void say(String key, String text, String origin) {
        said.put(key, new Said(ConfigValueFactory.fromAnyRef(text), origin));
    }

    private void walk(String prefix, ConfigObject section) {
        for (var entry : section.entrySet()) {
            String path = prefix + entry.getKey();
            var value = entry.getValue();
            String origin = origin(value.origin());
            if (path.equals(Keys.AGENTS)) {
                agents.read(section(path, value));
            } else if (Keys.paths().contains(path)) {
                said.put(path, new Said(value, origin));
            } else if (Keys.paths().stream().anyMatch(key -> key.startsWith(path + "."))) {
                walk(path + ".", section(path, value));
            } else {
                throw unknown(path, origin, known());
            }
        }
    }

    private static List<String> known() {
        var known = new ArrayList<>(Keys.paths());
        known.addAll(
                List.of(
                        "server",
                        "journal",
                        "sessions",
                        "sessions.restart",
                        "secrets",
                        "limits",
                        Keys.AGENTS));
        return known;
    }

    static ConfigObject section(String path, ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return object;
        }
        throw invalid(
                origin(value.origin()) + ": '" + path + "' must be a section: " + path + " { … }",
                null);
    }

    static SignalboxException unknown(String path, String origin, List<String> known) {
        var meant = Nearest.of(path, known);
        return invalid(
                origin
                        + ": unknown key '"
                        + path
                        + "'"
                        + (meant == null
                                ? "; 'signalbox config show' lists the keys"
                                : "; did you mean '" + meant + "'?"),
                null);
    }

    static SignalboxException invalid(String message, @Nullable Throwable cause) {
        return new SignalboxException(ErrorCode.CONFIG_INVALID, message, cause);
    }

    static String origin(ConfigOrigin origin) {
        var file = origin.filename();
        if (file == null) {
            return origin.description();
        }
        return origin.lineNumber() < 1 ? file : file + ":" + origin.lineNumber();
    }

    private static String oneLine(String text) {
        return text.lines().map(String::strip).reduce("", (a, b) -> (a + " " + b).strip());
    }

    <T> T value(Key<T> key) {
        var here = said(key);
        try {
            return key.read(here.value());
        } catch (IllegalArgumentException e) {
            throw invalid(
                    here.origin()
                            + ": "
                            + key.path()
                            + " "
                            + e.getMessage()
                            + ", not "
                            + here.value().render(ConfigRenderOptions.concise()),
                    e);
        }
    }

    private Said said(Key<?> key) {
        var here = said.get(key.path());
        return here != null
                ? here
                : new Said(ConfigValueFactory.fromAnyRef(key.byDefault()), "default");
    }

    /// As records, validated.
    public Settings settings() {
        return SettingsBuilder.build(this, dataDir, agents.programs());
    }

    /// Every value, in one order, agents last.
    public List<Entry> entries() {
        var entries = new LinkedHashMap<String, Entry>();
        for (var key : Keys.ALL) {
            var here = said(key);
            String text = Secrets.masked(text(here.value().unwrapped()));
            entries.put(key.path(), new Entry(key.path(), text, here.origin()));
        }
        agents.entries().forEach(entry -> entries.put(entry.key(), entry));
        return List.copyOf(entries.values());
    }

    private static String text(Object value) {
        return value instanceof List<?> list ? list.toString() : String.valueOf(value);
    }
}
