/// OpenCode: one server process a session, over its HTTP interface and its stream of events.
@NullMarked
package dev.signalbox.agent.opencode;

import org.jspecify.annotations.NullMarked;
