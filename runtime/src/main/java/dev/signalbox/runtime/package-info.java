/// What we do about it: sessions and their owners, queries, execution environments, and the feed of
/// events to readers. Never sees an agent or a socket.
@NullMarked
package dev.signalbox.runtime;

import org.jspecify.annotations.NullMarked;
