package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import dev.signalbox.architecture.fixture.runtime.Rude;

import org.junit.jupiter.api.Test;

/// The rules themselves, on classes that break them.
class ClassRulesTest {
    private static final String ROOT = "dev.signalbox.architecture.fixture";
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(ROOT);

    @Test
    void anArrowThatPointsTheWrongWayIsFound() {
        var arrows = ClassRules.forbiddenArrows(BROKEN, ROOT, Modules.MAY_USE);
        assertThat(arrows)
                .anyMatch(it -> it.contains("runtime.Nosy") && it.contains("agent.SomeAgent"))
                .anyMatch(it -> it.contains("testkit.Cunning") && it.contains("runtime.Nosy"))
                .noneMatch(it -> it.contains("server.Plain"));
    }

    @Test
    void aHeavyProtocolIsFound() {
        assertBroken(ClassRules.protocolIsLight(ROOT), "java.nio.file.Path");
    }

    @Test
    void aStateWithAClockOrALoggerIsFound() {
        assertBroken(ClassRules.stateIsPure(ROOT), "Instant.now()");
        assertBroken(ClassRules.stateIsPure(ROOT), "System$Logger");
    }

    @Test
    void aRuntimeWithSocketsOrSqlIsFound() {
        assertBroken(ClassRules.runtimeSeesNoSocketsAndNoSql(ROOT), "java.net.Socket");
        assertBroken(ClassRules.runtimeSeesNoSocketsAndNoSql(ROOT), "java.sql.Connection");
        assertBroken(ClassRules.onlyTheJournalSpeaksSql(ROOT), "java.sql.Connection");
    }

    @Test
    void sleepsPrintedTracesAndExitsAreFound() {
        assertBroken(ClassRules.nobodySleeps(), "Thread.sleep");
        assertBroken(ClassRules.nobodyPrintsStackTraces("none"), "printStackTrace");
        assertBroken(ClassRules.onlyMainsExit("none"), "System.exit");
    }

    @Test
    void theNamedExceptionsAreNotFound() {
        var rude = Rude.class.getName();
        assertThatCode(() -> ClassRules.onlyMainsExit(rude).check(BROKEN))
                .doesNotThrowAnyException();
        assertThatCode(() -> ClassRules.nobodyPrintsStackTraces(rude).check(BROKEN))
                .doesNotThrowAnyException();
    }

    private static void assertBroken(ArchRule rule, String by) {
        assertThatThrownBy(() -> rule.check(BROKEN))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(by);
    }
}
