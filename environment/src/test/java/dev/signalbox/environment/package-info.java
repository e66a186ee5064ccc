@NullMarked
package dev.signalbox.environment;

import org.jspecify.annotations.NullMarked;
