/// Secrets for agents: kept encrypted, given to agents by name, never shown.
@NullMarked
package dev.signalbox.server.secrets;

import org.jspecify.annotations.NullMarked;
