@NullMarked
package dev.signalbox.server.secrets;

import org.jspecify.annotations.NullMarked;
