@NullMarked
package dev.signalbox.agent.exec;

import org.jspecify.annotations.NullMarked;
