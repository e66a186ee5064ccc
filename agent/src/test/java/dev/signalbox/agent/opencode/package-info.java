@NullMarked
package dev.signalbox.agent.opencode;

import org.jspecify.annotations.NullMarked;
