package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The rules of [SourceRules] on this project's sources.
class SourcesTest {
    /// Files over the limit, with their lines. Only ever made shorter.
    private static final Map<String, Integer> LONG_FILES = Map.of();

    /// Long options that no annotation declares: runner and bench read theirs by hand, and picocli
    /// adds the other two to every command.
    private static final Set<String> MORE_OWN_FLAGS =
            Set.of("--session-dir", "--rounds", "--help", "--version");

    private static final List<SourceFile> MAIN = Sources.ofProject("main");
    private static final List<SourceFile> TEST = Sources.ofProject("test");

    @Test
    void everyModuleIsLookedAt() {
        assertThat(MAIN.stream().map(SourceFile::module).collect(Collectors.toSet()))
                .isEqualTo(Modules.MAY_USE.keySet());
    }

    @Test
    void anExecutionEnvironmentHasNoOtherName() {
        assertThat(broken(MAIN, SourceRules::names)).isEmpty();
        assertThat(broken(TEST, SourceRules::names)).isEmpty();
        assertThat(broken(MAIN, SourceRules::words)).isEmpty();
        for (var vector : Modules.filesBelow(Modules.root().resolve("protocol/vectors"), ".json")) {
            assertThat(SourceRules.count(Modules.text(vector))).as(vector.toString()).isZero();
        }
    }

    @Test
    void flagsOfOtherProgramsStandInAgentOnly() {
        var own = new HashSet<>(MORE_OWN_FLAGS);
        MAIN.forEach(file -> own.addAll(file.optionNames()));
        // The testkit is no part of the product: it plays agents and starts the real ones.
        var product = MAIN.stream().filter(file -> !file.module().equals("testkit")).toList();
        assertThat(broken(product, file -> SourceRules.foreignFlags(file, own))).isEmpty();
    }

    @Test
    void filesAndMethodsAreShort() {
        assertThat(broken(MAIN, file -> SourceRules.fileSize(file, LONG_FILES))).isEmpty();
        assertThat(broken(MAIN, SourceRules::methodSize)).isEmpty();
        assertThat(MAIN.stream().map(SourceFile::path).toList())
                .as("files in the list exist")
                .containsAll(LONG_FILES.keySet());
    }

    @Test
    void everyPackageIsNullMarked() {
        var infos =
                MAIN.stream()
                        .filter(file -> file.path().endsWith("/package-info.java"))
                        .collect(Collectors.toMap(SourcesTest::folder, file -> file));
        assertThat(infos.keySet())
                .isEqualTo(MAIN.stream().map(SourcesTest::folder).collect(Collectors.toSet()));
        assertThat(infos.values()).allMatch(SourceRules::isNullMarked);
    }

    private static String folder(SourceFile file) {
        return file.path().substring(0, file.path().lastIndexOf('/'));
    }

    private static List<String> broken(
            List<SourceFile> files, Function<SourceFile, List<String>> rule) {
        return files.stream().flatMap(file -> rule.apply(file).stream()).toList();
    }
}
