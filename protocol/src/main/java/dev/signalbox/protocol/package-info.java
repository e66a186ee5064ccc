/// What crosses a wire or a disk: events, blocks, commands, errors, limits, and their JSON.
///
/// Nothing here decides or remembers anything but [dev.signalbox.protocol.BlockLaw], which says
/// which block events may follow which.
@NullMarked
package dev.signalbox.protocol;

import org.jspecify.annotations.NullMarked;
