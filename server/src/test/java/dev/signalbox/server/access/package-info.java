@NullMarked
package dev.signalbox.server.access;

import org.jspecify.annotations.NullMarked;
