/// The worked example of `docs/adding-an-agent.md`: an agent that repeats what it hears.
@NullMarked
package dev.signalbox.agent.parrot;

import org.jspecify.annotations.NullMarked;
