@NullMarked
package dev.signalbox.agent.claude;

import org.jspecify.annotations.NullMarked;
