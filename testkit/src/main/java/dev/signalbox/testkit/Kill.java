package dev.signalbox.testkit;

import java.time.Duration;
import java.util.Locale;

/// One thing that is done to one process at one moment.
///
/// @param delay from the moment that the phase is reached; 0 to 60 ms
/// @param held of a freeze: whether it lasts until the session's state says so
public record Kill(Victim victim, Means means, Phase phase, Duration delay, boolean held) {
    /// Who it happens to.
    public enum Victim {
        SERVER,
        RUNNER,
        AGENT,
        /// What the agent has started.
        TOOL
    }

    /// What happens.
    public enum Means {
        /// SIGKILL.
        KILL,
        /// SIGTERM.
        TERM,
        /// SIGSTOP, and SIGCONT later.
        FREEZE,
        /// The kernel ends it for want of memory.
        OUT_OF_MEMORY,
        /// It ends by itself as if all were well.
        EXIT_0,
        /// It ends by itself and says that it failed.
        EXIT_1;

        /// Whether the process is gone afterwards.
        public boolean isFatal() {
            return this != FREEZE;
        }

        /// Whether the victim does it to itself.
        public boolean isByItself() {
            return this == EXIT_0 || this == EXIT_1;
        }
    }

    /// When it happens.
    public enum Phase {
        /// The execution environment is starting.
        START,
        BEFORE_FIRST_EVENT,
        IN_DELTAS,
        IN_TOOL,
        /// A permission waits for an answer.
        IN_PERMISSION,
        /// The query has ended and the agent has not.
        AFTER_RESULT,
        /// The execution environment, or the server, was told to end.
        IN_SHUTDOWN,
        /// It comes back from an earlier kill.
        IN_RESTORE
    }

    /// Such as `agent/kill/in_tool`.
    public String cell() {
        return (victim + "/" + means + "/" + phase).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return cell() + " after " + delay.toMillis() + " ms" + (held ? ", held" : "");
    }
}
