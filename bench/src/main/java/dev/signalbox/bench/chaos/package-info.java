/// Kills what Signalbox consists of, at every moment that matters, and counts what that costs:
/// `signalbox chaos`.
///
/// An agent that plays a known script, sessions that are watched from outside, a schedule of kills
/// from a seed, and a report.
@NullMarked
package dev.signalbox.bench.chaos;

import org.jspecify.annotations.NullMarked;
