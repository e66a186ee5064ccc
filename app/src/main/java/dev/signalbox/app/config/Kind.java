package dev.signalbox.app.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

import dev.signalbox.environment.Containment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// What the values of a key are.
///
/// @param expected in words, for whoever gave something else
/// @param reader reads the value at a path
record Kind<T>(String expected, BiFunction<Config, String, T> reader) {
    private static final Set<String> NONE = Set.of("none", "never", "off");

    private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

    static final Kind<String> TEXT = new Kind<>("a text", Config::getString);
    static final Kind<Integer> INTEGER = new Kind<>("a whole number", Config::getInt);
    static final Kind<Boolean> YES_OR_NO = new Kind<>("true or false", Config::getBoolean);
    static final Kind<Long> BYTES = new Kind<>("a size such as 1MiB or 65536", Config::getBytes);
    static final Kind<Duration> DURATION =
            new Kind<>("a duration such as 250ms, 15s, 10m or 24h", Config::getDuration);

    /// Zero is none.
    static final Kind<Duration> DURATION_OR_NONE =
            new Kind<>(
                    DURATION.expected + ", or none",
                    (config, path) ->
                            NONE.contains(config.getString(path))
                                    ? Duration.ZERO
                                    : config.getDuration(path));

    static final Kind<List<String>> TEXTS = new Kind<>("a list of texts", Kind::texts);
    static final Kind<List<Path>> FOLDERS =
            new Kind<>(
                    "a list of absolute paths",
                    (config, path) -> texts(config, path).stream().map(Kind::absolute).toList());

    static final Kind<String> LOG_LEVEL =
            new Kind<>(
                    "ERROR, WARN, INFO, DEBUG or TRACE",
                    (config, path) -> level(config.getString(path)));

    /// Empty is none.
    static final Kind<Optional<Path>> FILE_OR_NONE =
            new Kind<>(
                    "an absolute path, or none",
                    (config, path) -> {
                        String text = config.getString(path);
                        return NONE.contains(text) ? Optional.empty() : Optional.of(absolute(text));
                    });

    /// Empty is the best one that there is.
    static final Kind<Optional<Containment.Kind>> CONTAINMENT =
            new Kind<>(
                    "auto, cgroup2, cgroup1 or markers",
                    (config, path) -> containment(config.getString(path)));

    T read(ConfigValue value) {
        try {
            return reader.apply(value.atKey("value"), "value");
        } catch (ConfigException | IllegalArgumentException e) {
            throw new IllegalArgumentException("must be " + expected, e);
        }
    }

    /// A list; in a variable or a flag, a text with commas.
    private static List<String> texts(Config config, String path) {
        if (config.getValue(path).valueType() != ConfigValueType.STRING) {
            return config.getStringList(path);
        }
        var texts = new ArrayList<String>();
        for (var text : config.getString(path).split(",", -1)) {
            if (!text.isBlank()) {
                texts.add(text.strip());
            }
        }
        return List.copyOf(texts);
    }

    private static Optional<Containment.Kind> containment(String text) {
        if (text.equals("auto")) {
            return Optional.empty();
        }
        var kind = Containment.Kind.of(text);
        if (kind == null) {
            throw new IllegalArgumentException("no such containment");
        }
        return Optional.of(kind);
    }

    private static String level(String text) {
        String level = text.toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw new IllegalArgumentException("no such level");
        }
        return level;
    }

    private static Path absolute(String text) {
        var path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("not absolute");
        }
        return path.normalize();
    }
}
