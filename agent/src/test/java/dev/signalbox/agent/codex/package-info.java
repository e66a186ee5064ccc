@NullMarked
package dev.signalbox.agent.codex;

import org.jspecify.annotations.NullMarked;
