package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.testkit.Kill;
import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.Kill.Phase;
import dev.signalbox.testkit.Kill.Victim;

import java.util.EnumSet;
import java.util.Set;

/// What a kill is allowed to do to the query that it meets.
final class Expected {
    private Expected() {}

    /// The query during which it happens.
    static Order order(Kill kill) {
        boolean isByItself =
                kill.means().isByItself()
                        || (kill.means() == Means.OUT_OF_MEMORY && kill.victim() == Victim.AGENT);
        return new Order(
                switch (kill.phase()) {
                    case START -> null;
                    case IN_SHUTDOWN, IN_RESTORE -> Phase.IN_DELTAS;
                    default -> kill.phase();
                },
                isByItself ? kill.means() : null,
                kill.victim() == Victim.TOOL);
    }

    /// How the query may end.
    static Set<QueryOutcome> outcomes(Kill kill) {
        if (isSharedEnd(kill)) {
            return EnumSet.of(QueryOutcome.COMPLETED, QueryOutcome.LOST, QueryOutcome.FAILED);
        }
        if (kill.victim() == Victim.SERVER
                || kill.victim() == Victim.TOOL
                || kill.phase() == Phase.AFTER_RESULT) {
            return EnumSet.of(QueryOutcome.COMPLETED);
        }
        return switch (kill.phase()) {
            // It may have come to its end in the moment before; then all of it must be there.
            case IN_SHUTDOWN -> EnumSet.of(QueryOutcome.INTERRUPTED, QueryOutcome.COMPLETED);
            case START -> atStart(kill);
            // The first of the two kills is a SIGKILL and ends it.
            case IN_RESTORE ->
                    EnumSet.of(
                            kill.victim() == Victim.AGENT
                                    ? QueryOutcome.FAILED
                                    : QueryOutcome.LOST);
            default -> inQuery(kill);
        };
    }

    /// A runner that is only just being started is in its server's control group still: the limit that
    /// ends the server ends it too.
    private static boolean isSharedEnd(Kill kill) {
        return kill.victim() == Victim.SERVER
                && kill.means() == Means.OUT_OF_MEMORY
                && kill.phase() == Phase.START;
    }

    /// Where it depends on how far the start had come.
    private static Set<QueryOutcome> atStart(Kill kill) {
        if (!kill.means().isFatal()) {
            return EnumSet.of(QueryOutcome.COMPLETED);
        }
        return kill.victim() == Victim.AGENT
                ? EnumSet.of(QueryOutcome.FAILED, QueryOutcome.COMPLETED)
                : EnumSet.of(
                        QueryOutcome.FAILED,
                        QueryOutcome.LOST,
                        QueryOutcome.INTERRUPTED,
                        QueryOutcome.COMPLETED);
    }

    private static Set<QueryOutcome> inQuery(Kill kill) {
        if (!kill.means().isFatal()) {
            return EnumSet.of(QueryOutcome.COMPLETED);
        }
        boolean isAgents = kill.victim() == Victim.AGENT;
        if (kill.means() == Means.TERM) { // A wish, granted when there is time: first it may end.
            return EnumSet.of(
                    isAgents ? QueryOutcome.FAILED : QueryOutcome.INTERRUPTED,
                    QueryOutcome.COMPLETED);
        }
        return EnumSet.of(isAgents ? QueryOutcome.FAILED : QueryOutcome.LOST);
    }

    /// Whether the processes of the session that were there before must be gone, or must be there
    /// still.
    static boolean isEndOfAgent(Kill kill) {
        return kill.means().isFatal()
                && (kill.victim() == Victim.AGENT || kill.victim() == Victim.RUNNER);
    }
}
