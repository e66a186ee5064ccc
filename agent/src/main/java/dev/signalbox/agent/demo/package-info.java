/// An agent that plays a short conversation, without a process or a network.
@NullMarked
package dev.signalbox.agent.demo;

import org.jspecify.annotations.NullMarked;
