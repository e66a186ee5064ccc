package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.runtime.AttachModel.Fault;
import dev.signalbox.runtime.AttachModel.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/// Every interleaving of attach, acknowledgement, displacement and death.
class AttachModelTest {
    private static Explorer.Findings explore(Fault fault) {
        return new Explorer<World>(new AttachModel(fault)::steps)
                .always("nobody does what is not his to do", world -> world.mistake().isEmpty())
                .always("the journal is whole", AttachModel::isJournalWhole)
                .always("nothing is lost", AttachModel::isNothingLost)
                .possible(
                        "what is spooled can be journaled while somebody may own the session",
                        world -> AttachModel.isAllJournaled(world) || isAbandoned(world))
                .explore(AttachModel.START, 1_000);
    }

    /// The model counts terms up to a bound: after that nobody can own the session.
    private static boolean isAbandoned(World world) {
        return world.servers().stream()
                .noneMatch(server -> server.term() == world.journal().term() && server.term() > 0);
    }

    @Test
    void everyEventIsJournaledOnceInOrderWhateverDiesAndWhoeverOwns() {
        var findings = explore(Fault.NONE);
        System.out.println("AttachModelTest " + findings);
        assertThat(findings.complaints()).isEmpty();
        assertThat(findings.isComplete()).isTrue();
        assertThat(findings.states()).isGreaterThan(10_000);
    }

    /// The explorer can fail.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aSeededFaultIsFoundWithAShortestWayToIt(Fault fault) {
        List<String> complaints = explore(fault).complaints();
        assertThat(complaints).isNotEmpty();
        assertThat(complaints.getFirst()).contains("start", "claims the session", "  →  ");
    }
}
