package dev.signalbox.architecture;

import static dev.signalbox.architecture.Modules.ROOT_PACKAGE;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Who uses whom, and what some modules must not use: on this project's main classes and poms.
class ArrowsTest {
    private static final JavaClasses ALL = classes(Modules.MAY_USE.keySet());

    private static final Pattern MODULE = Pattern.compile("<module>([a-z]+)</module>");
    private static final Pattern DEPENDENCY =
            Pattern.compile(
                    "<artifactId>signalbox-([a-z]+)</artifactId>\\s*(?:<scope>([a-z]+)</scope>)?");

    @Test
    void everyModuleOfTheBuildIsInTheTable() {
        var modules =
                MODULE.matcher(Modules.text(Modules.root().resolve("pom.xml")))
                        .results()
                        .map(it -> it.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        modules.remove("architecture");
        modules.remove("console"); // It has no Java, and knows the public protocol only.
        assertThat(modules).isEqualTo(Modules.MAY_USE.keySet());
    }

    @Test
    void aModuleUsesOnlyThoseItMay() {
        assertThat(ClassRules.forbiddenArrows(ALL, ROOT_PACKAGE, Modules.MAY_USE)).isEmpty();
    }

    @Test
    void aPomNamesOnlyModulesThatItsModuleMayUse() {
        Modules.MAY_USE.forEach((module, mayUse) -> {
            var pom = Modules.text(Modules.root().resolve(module).resolve("pom.xml"));
            assertThat(compileDependencies(pom)).as(module).isSubsetOf(mayUse);
        });
    }

    @Test
    void aModuleKeepsToItsOwnPackage() {
        Modules.MAY_USE
                .keySet()
                .forEach(module ->
                        assertThat(classes(Set.of(module)).stream().map(JavaClass::getPackageName))
                                .as(module)
                                .isNotEmpty()
                                .allMatch(name ->
                                        (name + ".")
                                                .startsWith(ROOT_PACKAGE + "." + module + ".")));
    }

    @Test
    void protocolIsLight() {
        ClassRules.protocolIsLight(ROOT_PACKAGE).check(ALL);
    }

    @Test
    void stateIsPure() {
        ClassRules.stateIsPure(ROOT_PACKAGE).check(ALL);
    }

    @Test
    void runtimeSeesNoSocketsAndNoSql() {
        ClassRules.runtimeSeesNoSocketsAndNoSql(ROOT_PACKAGE).check(ALL);
        ClassRules.onlyTheJournalSpeaksSql(ROOT_PACKAGE).check(ALL);
    }

    @Test
    void nobodySleepsPrintsTracesOrExits() {
        // Testkit and bench play other people's parts, bad ones too.
        var classes =
                ALL.that(
                        DescribedPredicate.describe(
                                "are part of the product",
                                type ->
                                        !Set.of("testkit", "bench")
                                                .contains(
                                                        String.valueOf(
                                                                ClassRules.module(
                                                                        type, ROOT_PACKAGE)))));
        ClassRules.nobodySleeps().check(classes);
        ClassRules.nobodyPrintsStackTraces("dev.signalbox.runner.RunnerLog").check(classes);
        ClassRules.onlyMainsExit(
                        "dev.signalbox.app.Signalbox",
                        "dev.signalbox.app.Signals", // what a second SIGTERM ends at once
                        "dev.signalbox.runner.RunnerMain")
                .check(classes);
    }

    private static List<String> compileDependencies(String pom) {
        return DEPENDENCY
                .matcher(pom.substring(pom.indexOf("</parent>")))
                .results()
                .filter(it -> !"test".equals(it.group(2)))
                .map((MatchResult it) -> it.group(1))
                .skip(1) // The module itself.
                .toList();
    }

    private static JavaClasses classes(Set<String> modules) {
        return new ClassFileImporter().importPaths(modules.stream().map(Modules::classes).toList());
    }
}
