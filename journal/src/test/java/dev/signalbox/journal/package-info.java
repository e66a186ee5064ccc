@NullMarked
package dev.signalbox.journal;

import org.jspecify.annotations.NullMarked;
