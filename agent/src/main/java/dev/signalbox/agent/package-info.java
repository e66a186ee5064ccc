/// What a runner needs to know of an agent: how it is started, what it is told, and what its own
/// words mean as stream events.
@NullMarked
package dev.signalbox.agent;

import org.jspecify.annotations.NullMarked;
