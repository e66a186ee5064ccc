/// Any program that speaks stream events.
@NullMarked
package dev.signalbox.agent.exec;

import org.jspecify.annotations.NullMarked;
