package dev.signalbox.runtime;

import org.jspecify.annotations.Nullable;

/// The secrets that sessions may name in their options. Called on many threads; may block for
/// nothing but a computation.
@FunctionalInterface
public interface AgentSecrets {
    /// None.
    AgentSecrets NONE = (_, _) -> null;

    /// The value that a secret of a tenant has now; null when there is none of that name.
    @Nullable String value(String tenant, String name);
}
