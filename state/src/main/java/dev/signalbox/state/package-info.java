/// What the events mean: immutable state, and the pure fold that makes it.
///
/// Nothing here knows a clock, a logger or a disk. Every rule is small enough to be written again
/// in another language; the vectors in `protocol/vectors/fold` say whether it was done right.
@NullMarked
package dev.signalbox.state;

import org.jspecify.annotations.NullMarked;
