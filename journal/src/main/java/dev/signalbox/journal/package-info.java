/// The durable list of every session's events, and the sessions themselves.
///
/// [Journal] is the contract; SQLite is the default, PostgreSQL for several servers, memory for
/// tests and the demo. A session has one owner at a time, numbered by its term; an owner that has
/// been replaced is fenced off by the very statement that would have written.
@NullMarked
package dev.signalbox.journal;

import org.jspecify.annotations.NullMarked;
