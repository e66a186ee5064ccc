package dev.signalbox.bench.chaos;

import dev.signalbox.bench.chaos.Script.Order;
import dev.signalbox.testkit.Kill;

import java.util.List;

/// A query under fire.
///
/// @param place in the log where it began
/// @param before processes of the session when the moment had come
/// @param struck when it happened, by the clock of [System#nanoTime]
record Round(Kill kill, String query, Order order, int place, List<Long> before, long struck) {
    Round struckNow(List<Long> were) {
        return new Round(kill, query, order, place, were, System.nanoTime());
    }

    /// The same with what was really done.
    Round by(Kill.Means means) {
        return new Round(
                new Kill(kill.victim(), means, kill.phase(), kill.delay(), kill.held()),
                query,
                order,
                place,
                before,
                struck);
    }

    @Override
    public String toString() {
        return kill + ", query " + query;
    }
}
