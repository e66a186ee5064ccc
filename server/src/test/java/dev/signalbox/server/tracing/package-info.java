@NullMarked
package dev.signalbox.server.tracing;

import org.jspecify.annotations.NullMarked;
