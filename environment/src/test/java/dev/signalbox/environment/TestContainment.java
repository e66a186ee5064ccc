package dev.signalbox.environment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;

/// What tests hold processes with.
final class TestContainment {
    private TestContainment() {}

    /// The best that this machine has.
    static Containment best() {
        return of(null);
    }

    /// CI has all of them; elsewhere a test is left out where one does not work.
    static Containment of(Containment.@Nullable Kind kind) {
        try {
            return Containment.detect(kind);
        } catch (EnvironmentException e) {
            System.err.println("SKIPPED: " + e.getMessage());
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(e);
            }
            assumeTrue(false, e.getMessage());
            throw new IllegalStateException("skipped", e);
        }
    }
}
