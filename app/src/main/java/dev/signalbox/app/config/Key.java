package dev.signalbox.app.config;

import com.typesafe.config.ConfigValue;

/// One name that a configuration may give a value.
///
/// @param path such as `server.port`
/// @param kind what its values are
/// @param byDefault what a file without it means, as a file would say it
record Key<T>(String path, Kind<T> kind, Object byDefault) {
    /// The environment variable that sets it: `server.maxBodyBytes` is
    /// `SIGNALBOX_SERVER_MAX_BODY_BYTES`.
    String variable() {
        return "SIGNALBOX_"
                + path.replace('.', '_')
                        .replaceAll("([a-z])([A-Z])", "$1_$2")
                        .toUpperCase(java.util.Locale.ROOT);
    }

    /// @throws IllegalArgumentException saying what is allowed, when the value is not
    T read(ConfigValue value) {
        return kind.read(value);
    }
}
