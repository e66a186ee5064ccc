/// What tests need and the product does not: a scripted model server for real agents, scripted
/// agents for the runner, a proxy that harms connections, a clock that stands still, and a look at
/// the processes that are left.
@NullMarked
package dev.signalbox.testkit;

import org.jspecify.annotations.NullMarked;
