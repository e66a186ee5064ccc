/// Claude Code, kept alive over its stream-json protocol.
@NullMarked
package dev.signalbox.agent.claude;

import org.jspecify.annotations.NullMarked;
