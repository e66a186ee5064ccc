@NullMarked
package dev.signalbox.server.audit;

import org.jspecify.annotations.NullMarked;
