package dev.signalbox.server.access;

import dev.signalbox.server.Authenticator;
import dev.signalbox.server.Principal;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Several ways to be known.
public final class Authenticators implements Authenticator {
    private final List<Authenticator> all;

    /// @param all none accepts a token that another one does
    public Authenticators(List<Authenticator> all) {
        this.all = List.copyOf(all);
    }

    /// Asks all of them, whoever says yes: the time tells nothing about which.
    @Override
    public @Nullable Principal authenticate(String token) {
        Principal found = null;
        for (var one : all) {
            var principal = one.authenticate(token);
            found = found == null ? principal : found;
        }
        return found;
    }
}
