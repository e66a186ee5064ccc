/// The program: its command line, its configuration, and the one place where everything is wired.
@NullMarked
package dev.signalbox.app;

import org.jspecify.annotations.NullMarked;
