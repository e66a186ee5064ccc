package dev.signalbox.app.config;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Whose sign-in an agent's sessions may use.
public enum Login {
    /// Nobody's: only keys that the session, the configuration or the server's environment give.
    ISOLATED,

    /// That of the person whose server it is, as the agent's own command keeps it.
    HOST;

    /// As a configuration says it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The one that a configuration says; null when it is none.
    static @Nullable Login of(Object said) {
        return Arrays.stream(values())
                .filter(login -> login.word().equals(said))
                .findFirst()
                .orElse(null);
    }

    static String words() {
        return Arrays.stream(values()).map(Login::word).collect(Collectors.joining(" or "));
    }
}
