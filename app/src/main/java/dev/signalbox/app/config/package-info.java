/// The configuration: read from a file, the environment and flags into validated records.
@NullMarked
package dev.signalbox.app.config;

import org.jspecify.annotations.NullMarked;
