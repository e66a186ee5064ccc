@NullMarked
package dev.signalbox.agent.demo;

import org.jspecify.annotations.NullMarked;
