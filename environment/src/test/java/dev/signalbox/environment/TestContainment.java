package dev.signalbox.environment;

/// What tests hold processes with.
final class TestContainment {
    private TestContainment() {}

    /// The best that this machine has.
    static Containment best() {
        return of(null);
    }

    static Containment of(Containment.Kind kind) {
        try {
            return Containment.detect(kind);
        } catch (EnvironmentException e) {
            throw new AssertionError(e);
        }
    }
}
