/// What holds for the source tree as a whole: which module may use which, names, sizes, and what the
/// documents promise.
@NullMarked
package dev.signalbox.architecture;

import org.jspecify.annotations.NullMarked;
