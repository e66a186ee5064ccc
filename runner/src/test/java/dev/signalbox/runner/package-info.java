@NullMarked
package dev.signalbox.runner;

import org.jspecify.annotations.NullMarked;
