package dev.signalbox.server;

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

    /// Whether who holds this role may do what asks for the other.
    public boolean includes(Role other) {
        return this == ADMIN || this == other || other == VIEWER;
    }
}
