@NullMarked
package dev.signalbox.agent.acp;

import org.jspecify.annotations.NullMarked;
