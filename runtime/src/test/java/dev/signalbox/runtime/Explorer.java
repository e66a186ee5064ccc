package dev.signalbox.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// Visits every state that a model can come to, nearest first, so that the way to the first bad one
/// is a shortest one.
///
/// @param <S> a state: a value, equal to another when nothing can tell them apart any more
final class Explorer<S> {
    private final Function<S, List<Step<S>>> steps;
    private final Map<String, Predicate<S>> invariants = new LinkedHashMap<>();
    private final Map<String, Predicate<S>> goals = new LinkedHashMap<>();

    /// Something that may happen in a state, and what it makes of it.
    record Step<S>(String action, S to) {}

    /// @param isComplete whether every state was visited; otherwise those within the depth were
    /// @param complaints the ways to the first bad state, one for each rule that it breaks; none is good
    record Findings(
            int states, int steps, int depth, boolean isComplete, List<String> complaints) {}

    private record Visit<S>(S state, Visit<S> from, String action, int depth) {}

    Explorer(Function<S, List<Step<S>>> steps) {
        this.steps = steps;
    }

    /// What must hold in every state.
    Explorer<S> always(String rule, Predicate<S> holds) {
        invariants.put(rule, holds);
        return this;
    }

    /// What must be reachable from every state. Checked when every state could be visited.
    Explorer<S> possible(String rule, Predicate<S> goal) {
        goals.put(rule, goal);
        return this;
    }

    Findings explore(S start, int depthMax) {
        var visits = new HashMap<S, Visit<S>>();
        var before = new HashMap<S, List<S>>();
        var todo = new ArrayDeque<Visit<S>>();
        var complaints = new LinkedHashMap<String, String>();
        boolean isComplete = true;
        int count = 0;
        int depth = 0;
        todo.add(new Visit<>(start, null, "", 0));
        visits.put(start, todo.getFirst());
        while (!todo.isEmpty()) {
            var visit = todo.remove();
            depth = visit.depth();
            invariants.forEach((rule, holds) -> {
                if (!complaints.containsKey(rule) && !holds.test(visit.state())) {
                    complaints.put(rule, rule + ": broken after\n" + way(visit));
                }
            });
            if (!complaints.isEmpty()) {
                isComplete = false; // The nearest fault is enough.
                break;
            }
            if (depth == depthMax) {
                isComplete = false;
                continue;
            }
            for (var step : steps.apply(visit.state())) {
                count++;
                before.computeIfAbsent(step.to(), _ -> new ArrayList<>()).add(visit.state());
                if (!visits.containsKey(step.to())) {
                    var next = new Visit<>(step.to(), visit, step.action(), depth + 1);
                    visits.put(step.to(), next);
                    todo.add(next);
                }
            }
        }
        if (isComplete) {
            goals.forEach((rule, goal) -> {
                var stuck = firstStuck(visits, before, goal);
                if (stuck != null) {
                    complaints.put(rule, rule + ": impossible after\n" + way(stuck));
                }
            });
        }
        return new Findings(
                visits.size(), count, depth, isComplete, List.copyOf(complaints.values()));
    }

    /// The nearest state from which no way leads to the goal: those that a walk back from every state
    /// of the goal does not come by.
    private Visit<S> firstStuck(
            Map<S, Visit<S>> visits, Map<S, List<S>> before, Predicate<S> goal) {
        var safe = new HashSet<S>();
        var todo = new ArrayDeque<S>();
        visits.keySet().stream().filter(goal).forEach(todo::add);
        while (!todo.isEmpty()) {
            var state = todo.remove();
            if (safe.add(state)) {
                todo.addAll(before.getOrDefault(state, List.of()));
            }
        }
        return visits.values().stream()
                .filter(visit -> !safe.contains(visit.state()))
                .min(java.util.Comparator.comparingInt(Visit::depth))
                .orElse(null);
    }

    private static <S> String way(Visit<S> end) {
        var lines = new ArrayList<String>();
        for (var at = end; at != null; at = at.from()) {
            lines.add("  " + (at.from() == null ? "start" : at.action()) + "  →  " + at.state());
        }
        Collections.reverse(lines);
        return String.join("\n", lines);
    }
}
