/// The edge that clients see: REST, WebSocket and SSE over one port. Turns requests into calls of
/// `SessionHost` and cursors of its feed into bytes; decides nothing about sessions.
@NullMarked
package dev.signalbox.server;

import org.jspecify.annotations.NullMarked;
