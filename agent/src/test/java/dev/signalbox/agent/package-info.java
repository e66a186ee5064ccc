@NullMarked
package dev.signalbox.agent;

import org.jspecify.annotations.NullMarked;
