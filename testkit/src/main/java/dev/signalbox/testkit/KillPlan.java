package dev.signalbox.testkit;

import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.Kill.Phase;
import dev.signalbox.testkit.Kill.Victim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A schedule of kills. The same seed gives the same schedule.
///
/// The cells of the matrix (victim, means, phase) are dealt from shuffled decks, so that every cell
/// has its turn before one comes again. One owner.
public final class KillPlan {
    private static final int DELAY_MS_MAX = 60;

    /// Of ten groups for the sessions one is of freezes that last: each takes as long as a freeze
    /// takes to be noticed.
    private static final int GROUPS_PER_HELD = 10;

    private final Random random;
    private final Deck server;
    private final Deck others;
    private final Deck held;
    private int groups;

    /// @param seed printed by whoever runs the plan
    /// @param means those that can be had on this machine
    /// @param wanted cells to deal; those that make no sense are left out anyway
    public KillPlan(long seed, Set<Means> means, Predicate<Kill> wanted) {
        random = new Random(seed);
        server = new Deck(cells(means, wanted, Set.of(Victim.SERVER)), random);
        others =
                new Deck(
                        cells(means, wanted, EnumSet.complementOf(EnumSet.of(Victim.SERVER))),
                        random);
        held =
                new Deck(
                        others.cells.stream()
                                .filter(kill ->
                                        kill.means() == Means.FREEZE
                                                && kill.victim() != Victim.TOOL
                                                && isMidQuery(kill.phase()))
                                .toList(),
                        random);
        if (server.isEmpty() && others.isEmpty()) {
            throw new IllegalArgumentException("no kill is left to do");
        }
    }

    /// The next kills, which happen side by side: one of the server, or one for each session.
    public List<Kill> next(int sessions) {
        groups++;
        boolean isServers = others.isEmpty() || (!server.isEmpty() && groups % 2 == 0);
        if (isServers) {
            return List.of(server.deal(false));
        }
        boolean areHeld = !held.isEmpty() && groups % (2 * GROUPS_PER_HELD) == 1;
        var dealt = new ArrayList<Kill>();
        for (int i = 0; i < sessions; i++) {
            dealt.add(areHeld ? held.deal(true) : others.deal(false));
        }
        return dealt;
    }

    private static List<Kill> cells(Set<Means> means, Predicate<Kill> wanted, Set<Victim> victims) {
        return victims.stream()
                .flatMap(victim ->
                        means.stream()
                                .flatMap(how ->
                                        Stream.of(Phase.values())
                                                .map(phase ->
                                                        new Kill(
                                                                victim,
                                                                how,
                                                                phase,
                                                                Duration.ZERO,
                                                                false))))
                .filter(KillPlan::isPossible)
                .filter(wanted)
                .toList();
    }

    /// A server and a runner do not exit of their own accord, a tool is there only while it runs,
    /// and who ends by itself does so while it works.
    private static boolean isPossible(Kill kill) {
        return switch (kill.victim()) {
            case SERVER, RUNNER -> !kill.means().isByItself();
            case AGENT ->
                    (!kill.means().isByItself() && kill.means() != Means.OUT_OF_MEMORY)
                            || isMidQuery(kill.phase());
            case TOOL -> kill.phase() == Phase.IN_TOOL && kill.means() != Means.OUT_OF_MEMORY;
        };
    }

    private static boolean isMidQuery(Phase phase) {
        return switch (phase) {
            case BEFORE_FIRST_EVENT, IN_DELTAS, IN_TOOL, IN_PERMISSION, AFTER_RESULT -> true;
            case START, IN_SHUTDOWN, IN_RESTORE -> false;
        };
    }

    private static final class Deck {
        final List<Kill> cells;
        private final Random random;
        private final Deque<Kill> left = new ArrayDeque<>();

        Deck(List<Kill> cells, Random random) {
            this.cells = cells;
            this.random = random;
        }

        boolean isEmpty() {
            return cells.isEmpty();
        }

        Kill deal(boolean isHeld) {
            if (left.isEmpty()) {
                var shuffled = new ArrayList<>(cells);
                Collections.shuffle(shuffled, random);
                left.addAll(shuffled);
            }
            var cell = left.remove();
            var delay = Duration.ofMillis(random.nextInt(DELAY_MS_MAX + 1));
            return new Kill(cell.victim(), cell.means(), cell.phase(), delay, isHeld);
        }
    }
}
