/// The process inside an execution environment: it keeps the agent alive, writes what the agent
/// says to a spool on disk, and offers the spool on a socket to whoever owns the session.
///
/// [dev.signalbox.runner.RunnerMain] puts it together. One thread, the agent loop, owns driver,
/// block law and queries; all others only post to its inbox.
@NullMarked
package dev.signalbox.runner;

import org.jspecify.annotations.NullMarked;
