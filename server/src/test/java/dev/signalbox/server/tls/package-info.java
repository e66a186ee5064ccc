@NullMarked
package dev.signalbox.server.tls;

import org.jspecify.annotations.NullMarked;
