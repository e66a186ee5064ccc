/// One suite for all agents: what must hold of the events of each, recorded and live.
@NullMarked
package dev.signalbox.agent.conformance;

import org.jspecify.annotations.NullMarked;
