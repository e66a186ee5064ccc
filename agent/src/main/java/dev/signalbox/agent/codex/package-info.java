/// Codex: adapter, driver of its `app-server`, and converter of its recorded output.
@NullMarked
package dev.signalbox.agent.codex;

import org.jspecify.annotations.NullMarked;
