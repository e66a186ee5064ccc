package dev.signalbox.testkit;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.io.PrintStream;
import java.util.Map;

/// What a test does without something that it needs: under continuous integration (`CI=true`) it
/// fails, elsewhere it is skipped and says so.
final class Requirement {
    private Requirement() {}

    /// @param message what is missing, and what can be done about it
    /// @return never, so that callers can `throw` it
    static RuntimeException isMissing(
            String message, Map<String, String> environment, PrintStream notices) {
        if ("true".equals(environment.get("CI"))) {
            return Assertions.fail(message);
        }
        notices.println("SKIPPED (" + message + ")");
        return Assumptions.abort(message);
    }
}
