package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.QueryOutcome;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// The policies themselves, in every order of what can reach a session.
class PolicyModelTest {
    private static final int DEPTH = Integer.getInteger("model.depth", 5);

    /// The actions that led to a state. Two ways to the same state are equal.
    private record Way(List<String> actions, String key, boolean isSound) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Way way && way.key.equals(key);
        }

        @Override
        public int hashCode() {
            return key.hashCode();
        }

        @Override
        public String toString() {
            return key;
        }
    }

    private static PolicyWorld world(List<String> actions) {
        var world = new PolicyWorld();
        actions.forEach(world::act);
        return world;
    }

    private static Way way(List<String> actions) {
        var world = world(actions);
        return new Way(actions, world.key(), world.mistakes.isEmpty());
    }

    private static List<Explorer.Step<Way>> steps(Way way) {
        var steps = new ArrayList<Explorer.Step<Way>>();
        var world = world(way.actions());
        if (world.mistakes.isEmpty()) {
            for (var action : world.actions()) {
                var more = new ArrayList<>(way.actions());
                more.add(action);
                steps.add(new Explorer.Step<>(action, way(List.copyOf(more))));
            }
        }
        return steps;
    }

    /// When everybody does what he should from here on, every query ends, and another one works.
    private static boolean worksInTheEnd(Way way) {
        var world = world(way.actions());
        world.settle();
        // What waits behind a failure waits for a person; nothing runs without an end.
        boolean isAtRest = world.state.activeQuery().queryId() == null;
        world.act("message");
        world.settle();
        String last = world.queries.getLast();
        if (!isAtRest || world.ends.get(last) != QueryOutcome.COMPLETED) {
            System.out.println("not in the end: " + way.actions() + " → " + world.key());
            return false;
        }
        return world.mistakes.isEmpty();
    }

    @Test
    void whateverHappensInWhateverOrderEachQueryEndsOnceAndTheSessionWorksAgain() {
        var findings =
                new Explorer<Way>(PolicyModelTest::steps)
                        .always("no mistake is made", Way::isSound)
                        .always("it works in the end", PolicyModelTest::worksInTheEnd)
                        .explore(way(List.of()), DEPTH);
        System.out.println(
                "PolicyModelTest states=" + findings.states() + " steps=" + findings.steps());
        assertThat(String.join("\n", findings.complaints())).isEmpty();
        assertThat(findings.states()).isGreaterThan(1_000);
    }

    private static void assertWorks(String... actions) {
        var way = way(List.of(actions));
        assertThat(way.isSound()).isTrue();
        assertThat(worksInTheEnd(way)).isTrue();
    }

    @Test
    void aTerminateDuringTheStartDoesNotStartTheQueueInWhatIsBeingStopped() {
        assertWorks("message", "message", "terminate", "work succeeds", "work succeeds");
    }

    @Test
    void aRestartOfARunnerThatDiesMeanwhileStillRestarts() {
        assertWorks("message", "work succeeds", "restart", "runner dies", "work succeeds");
        assertWorks("message", "restart", "work fails", "work succeeds");
        var world = world(List.of("message", "restart", "work fails", "work succeeds"));
        assertThat(world.work).hasSize(1).first().isInstanceOf(Effect.StartEnvironment.class);
    }

    @Test
    void aMessageThatComesWhileAStoppedRunnerIsStillFoundStartsAnother() {
        assertWorks(
                "message",
                "work succeeds",
                "runner asks",
                "runner is useless",
                "terminate",
                "server restarts",
                "message",
                "work succeeds",
                "work succeeds");
    }
}
