package dev.signalbox.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rules for compiled classes. Each takes the package above the modules, so that it can be tried on
/// classes that break it.
final class ClassRules {
    private ClassRules() {}

    /// Uses of one module by another that may not use it.
    static List<String> forbiddenArrows(
            JavaClasses classes, String root, Map<String, Set<String>> mayUse) {
        return classes.stream()
                .flatMap(from -> from.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isForbidden(dependency, root, mayUse))
                .map(Dependency::getDescription)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isForbidden(
            Dependency dependency, String root, Map<String, Set<String>> mayUse) {
        var from = module(dependency.getOriginClass(), root);
        var to = module(dependency.getTargetClass().getBaseComponentType(), root);
        return from != null
                && to != null
                && !from.equals(to)
                && !mayUse.getOrDefault(from, Set.of()).contains(to);
    }

    /// The module that a class belongs to; null when it is not ours.
    static @Nullable String module(JavaClass type, String root) {
        String name = type.getPackageName();
        if (!name.startsWith(root + ".")) {
            return null;
        }
        String rest = name.substring(root.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    /// `protocol` is what everybody carries: it brings JSON and nothing else.
    static ArchRule protocolIsLight(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".protocol..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        root + ".protocol..",
                        "java.lang..",
                        "java.io..",
                        "java.math..",
                        "java.nio",
                        "java.nio.charset..",
                        "java.time..",
                        "java.util..",
                        "com.fasterxml.jackson.annotation..",
                        "tools.jackson..",
                        "org.jspecify.annotations..");
    }

    /// `state` is a pure function of events: no clock, no logger, no chance, no file, no thread.
    static ArchRule stateIsPure(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".state..")
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "it reads a clock or asks for chance",
                                call -> isImpure(call.getTargetOwner().getName(), call.getName())))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..",
                        "java.net..",
                        "java.sql..",
                        "java.util.logging..",
                        "java.util.random..",
                        "java.util.concurrent..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Clock.class,
                        InstantSource.class,
                        System.Logger.class,
                        Thread.class,
                        java.util.Random.class);
    }

    private static boolean isImpure(String owner, String method) {
        return switch (method) {
            case "now" -> owner.startsWith("java.time.");
            case "currentTimeMillis", "nanoTime", "getLogger", "getenv", "getProperty" ->
                    owner.equals("java.lang.System");
            case "random" -> owner.equals("java.lang.Math");
            case "randomUUID" -> owner.equals("java.util.UUID");
            default -> false;
        };
    }

    /// `runtime` decides; sockets and tables are other modules' business.
    static ArchRule runtimeSeesNoSocketsAndNoSql(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..", "java.nio.channels..", "java.sql..", "javax.sql..");
    }

    /// SQL stands in `journal` only.
    static ArchRule onlyTheJournalSpeaksSql(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".journal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..");
    }

    /// Nobody waits by the clock for something that can tell when it has happened.
    static ArchRule nobodySleeps() {
        return noClasses()
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "it is a sleep",
                                call ->
                                        call.getName().equals("sleep")
                                                && Set.of(
                                                                "java.lang.Thread",
                                                                "java.util.concurrent.TimeUnit")
                                                        .contains(
                                                                call.getTargetOwner().getName())));
    }

    /// A failure is reported to somebody. The runner's own log is the one place that prints it.
    static ArchRule nobodyPrintsStackTraces(String printer) {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName(printer)
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "it prints a stack trace",
                                call ->
                                        call.getName().equals("printStackTrace")
                                                && call.getTargetOwner()
                                                        .isAssignableTo(Throwable.class)));
    }

    /// Only a program's main class ends the process.
    static ArchRule onlyMainsExit(String... mains) {
        var allowed = Set.of(mains);
        return noClasses()
                .that(
                        DescribedPredicate.describe(
                                "are no main classes", type -> !allowed.contains(type.getName())))
                .should()
                .callMethodWhere(
                        DescribedPredicate.describe(
                                "it ends the process",
                                call ->
                                        Set.of("exit", "halt").contains(call.getName())
                                                && Set.of("java.lang.System", "java.lang.Runtime")
                                                        .contains(
                                                                call.getTargetOwner().getName())));
    }
}
