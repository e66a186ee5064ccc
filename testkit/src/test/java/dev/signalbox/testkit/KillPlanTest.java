package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.Kill.Victim;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;

class KillPlanTest {
    private static final EnumSet<Means> ALL = EnumSet.allOf(Means.class);

    private static List<Kill> deal(KillPlan plan, int groups) {
        var kills = new ArrayList<Kill>();
        for (int i = 0; i < groups; i++) {
            kills.addAll(plan.next(4));
        }
        return kills;
    }

    @Test
    void theSameSeedGivesTheSameKills() {
        var one = deal(new KillPlan(7, ALL, _ -> true), 50);
        assertThat(deal(new KillPlan(7, ALL, _ -> true), 50)).isEqualTo(one);
        assertThat(deal(new KillPlan(8, ALL, _ -> true), 50)).isNotEqualTo(one);
    }

    @Test
    void everyCellHasItsTurnBeforeOneComesAgain() {
        var plan = new KillPlan(1, ALL, kill -> kill.victim() == Victim.AGENT);
        var cells = new HashSet<String>();
        var dealt = new ArrayList<String>();
        for (var kill : deal(plan, 200)) {
            if (!kill.held()) {
                dealt.add(kill.cell());
                cells.add(kill.cell());
            }
        }
        assertThat(dealt.subList(0, cells.size())).doesNotHaveDuplicates();
        assertThat(cells).contains("agent/kill/start", "agent/exit_0/in_tool");
    }

    @Test
    void theServerAndTheSessionsTakeTurns() {
        var plan = new KillPlan(1, ALL, _ -> true);
        assertThat(plan.next(4)).hasSize(4).noneMatch(kill -> kill.victim() == Victim.SERVER);
        assertThat(plan.next(4))
                .singleElement()
                .satisfies(kill -> assertThat(kill.victim()).isEqualTo(Victim.SERVER));
    }

    @Test
    void whatMakesNoSenseIsNotPlanned() {
        assertThat(deal(new KillPlan(1, ALL, _ -> true), 300))
                .noneMatch(kill -> kill.victim() == Victim.RUNNER && kill.means().isByItself())
                .noneMatch(
                        kill -> kill.victim() == Victim.TOOL && kill.phase() != Kill.Phase.IN_TOOL);
        assertThatThrownBy(() -> new KillPlan(1, ALL, kill -> kill.cell().equals("server/exit_0")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
