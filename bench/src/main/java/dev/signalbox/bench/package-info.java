/// Measurements of the built distribution, against loopback only and bounded in count and time.
/// Figures are compared within one run, never between machines.
@NullMarked
package dev.signalbox.bench;

import org.jspecify.annotations.NullMarked;
