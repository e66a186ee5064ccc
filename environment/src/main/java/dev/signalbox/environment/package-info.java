/// Execution environments: the places where agents run, and the connection to the runner in each.
///
/// [dev.signalbox.environment.ExecutionEnvironment] starts and finds them,
/// [dev.signalbox.environment.RunnerConnection] talks to what runs there. What is said means
/// nothing here.
@NullMarked
package dev.signalbox.environment;

import org.jspecify.annotations.NullMarked;
