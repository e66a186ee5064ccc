/// Processes of this machine: started detached, found by the session that they belong to, and ended
/// with all that descends from them.
@NullMarked
package dev.signalbox.process;

import org.jspecify.annotations.NullMarked;
