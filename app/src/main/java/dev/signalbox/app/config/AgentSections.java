package dev.signalbox.app.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The sections `agents.NAME { path, env, login }`.
final class AgentSections {
    private static final List<String> PARTS = List.of("path", "env", "login");

    private final Set<String> names;
    private final Map<String, Settings.AgentProgram> programs = new TreeMap<>();
    private final List<Configuration.Entry> entries = new ArrayList<>();

    AgentSections(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    void read(ConfigObject sections) {
        for (var entry : new TreeMap<>(sections).entrySet()) {
            String name = entry.getKey();
            var value = entry.getValue();
            String path = Keys.AGENTS + "." + name;
            if (!names.contains(name)) {
                var known = names.stream().map(other -> Keys.AGENTS + "." + other).toList();
                throw Configuration.unknown(path, Configuration.origin(value.origin()), known);
            }
            programs.put(name, program(path, Configuration.section(path, value)));
        }
    }

    private Settings.AgentProgram program(String path, ConfigObject section) {
        @Nullable Path program = null;
        Map<String, String> variables = Map.of();
        @Nullable Login login = null;
        for (var entry : new TreeMap<>(section).entrySet()) {
            String part = entry.getKey();
            var value = entry.getValue();
            switch (part) {
                case "path" -> program = executable(path + ".path", value);
                case "env" ->
                        variables = variables(path + ".env", Configuration.section(path, value));
                case "login" -> login = login(path + ".login", value);
                default ->
                        throw Configuration.unknown(
                                path + "." + part,
                                Configuration.origin(value.origin()),
                                PARTS.stream().map(known -> path + "." + known).toList());
            }
        }
        return new Settings.AgentProgram(program, variables, login);
    }

    private Login login(String key, ConfigValue value) {
        String origin = Configuration.origin(value.origin());
        var login = Login.of(value.unwrapped());
        if (login == null) {
            throw Configuration.invalid(
                    origin
                            + ": "
                            + key
                            + " must be "
                            + Login.words()
                            + ", not "
                            + value.render(ConfigRenderOptions.concise()),
                    null);
        }
        entries.add(new Configuration.Entry(key, login.word(), origin));
        return login;
    }

    private Path executable(String key, ConfigValue value) {
        String origin = Configuration.origin(value.origin());
        if (value.valueType() != ConfigValueType.STRING
                || !Path.of(String.valueOf(value.unwrapped())).isAbsolute()) {
            throw Configuration.invalid(
                    origin
                            + ": "
                            + key
                            + " must be an absolute path, not "
                            + value.render(ConfigRenderOptions.concise()),
                    null);
        }
        var path = Path.of(String.valueOf(value.unwrapped()));
        entries.add(new Configuration.Entry(key, path.toString(), origin));
        return path;
    }

    private Map<String, String> variables(String key, ConfigObject section) {
        var variables = new LinkedHashMap<String, String>();
        for (var entry : new TreeMap<>(section).entrySet()) {
            String name = entry.getKey();
            var value = entry.getValue();
            String origin = Configuration.origin(value.origin());
            if (value.valueType() == ConfigValueType.OBJECT
                    || value.valueType() == ConfigValueType.LIST) {
                throw Configuration.invalid(
                        origin + ": " + key + "." + name + " must be a text", null);
            }
            variables.put(name, String.valueOf(value.unwrapped()));
            entries.add(new Configuration.Entry(key + "." + name, Secrets.MASK, origin));
        }
        return variables;
    }

    Map<String, Settings.AgentProgram> programs() {
        return programs;
    }

    List<Configuration.Entry> entries() {
        return List.copyOf(entries);
    }
}
