package dev.signalbox.server;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// What a principal may do. Every role may look.
public enum Role {
    /// Reads sessions of its tenant.
    VIEWER,
    /// Also creates sessions, sends messages and interrupts.
    PROMPTER,
    /// Also answers permission requests.
    APPROVER,
    /// Everything.
    ADMIN;

    /// As requests, tokens and documents say it.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of a wire name; null when there is none.
    public static @Nullable Role of(String wireName) {
        for (var role : values()) {
            if (role.wireName().equals(wireName)) {
                return role;
            }
        }
        return null;
    }

    /// Whether who holds this role may do what asks for the other.
    public boolean includes(Role other) {
        return this == ADMIN || this == other || other == VIEWER;
    }
}
