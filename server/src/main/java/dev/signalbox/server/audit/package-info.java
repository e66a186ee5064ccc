/// Who did what, written down where it stays.
@NullMarked
package dev.signalbox.server.audit;

import org.jspecify.annotations.NullMarked;
