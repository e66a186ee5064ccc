/// The server's certificate: read from PEM files, and read again when they change.
@NullMarked
package dev.signalbox.server.tls;

import org.jspecify.annotations.NullMarked;
