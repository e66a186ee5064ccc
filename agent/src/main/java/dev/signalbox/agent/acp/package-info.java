/// Agents that speak the Agent Client Protocol on standard input and output.
@NullMarked
package dev.signalbox.agent.acp;

import org.jspecify.annotations.NullMarked;
