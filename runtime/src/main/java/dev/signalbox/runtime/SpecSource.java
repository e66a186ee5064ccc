package dev.signalbox.runtime;

import dev.signalbox.environment.EnvironmentException;
import dev.signalbox.environment.EnvironmentSpec;

/// Says what is to be started, at the moment of a start.
@FunctionalInterface
interface SpecSource {
    /// @throws EnvironmentException when something that it needs is not there
    EnvironmentSpec get() throws EnvironmentException;
}
