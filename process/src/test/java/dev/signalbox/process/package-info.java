@NullMarked
package dev.signalbox.process;

import org.jspecify.annotations.NullMarked;
