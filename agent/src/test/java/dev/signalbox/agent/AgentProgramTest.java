package dev.signalbox.agent;

import static dev.signalbox.agent.Programs.NATIVE;
import static dev.signalbox.agent.Programs.TOOL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class AgentProgramTest {
    @TempDir Path dir;

    private Path home() {
        return dir.resolve("home");
    }

    /// A program at a place below the test's folder.
    private Path program(String place) {
        return Programs.answering(dir.resolve(place), "1.2.3");
    }

    private static Map<String, String> path(Path... folders) {
        return Map.of(
                "PATH", Stream.of(folders).map(Path::toString).collect(Collectors.joining(":")));
    }

    private Path find(Path configured, Map<String, String> environment) {
        return TOOL.find(configured, environment, home());
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        assertThat(find(null, path(dir))).isNull();
        assertThat(find(null, Map.of())).isNull();
    }

    @Test
    void aConfiguredProgramIsTakenAsItIsWhateverItsName() throws Exception {
        program("node_modules/" + NATIVE);
        var wrapper = program("bin/my-wrapper");

        assertThat(find(wrapper, Map.of())).isEqualTo(wrapper);
    }

    @Test
    void aConfiguredPlaceIsTheOnlyOneLookedAt() throws Exception {
        program("bin/acme-tool");
        var onPath = path(dir.resolve("bin"));
        var plain = Files.writeString(dir.resolve("plain"), "no program");
        var empty = Files.createDirectory(dir.resolve("empty"));

        assertThat(find(null, onPath)).isNotNull();
        assertThat(find(dir.resolve("absent"), onPath)).isNull();
        assertThat(find(plain, onPath)).as("not executable").isNull();
        assertThat(find(empty, onPath)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node_modules/" + NATIVE,
                "acme-tool",
                "bin/acme-tool",
                "node_modules/.bin/acme-tool"
            })
    void aConfiguredFolderIsLookedThrough(String place) {
        var program = program("folder/" + place);

        assertThat(find(dir.resolve("folder"), Map.of())).isEqualTo(program);
    }

    @Test
    void inAFolderTheNativeProgramGoesBeforeTheLauncher() {
        program("folder/node_modules/.bin/acme-tool");
        var program = program("folder/node_modules/" + NATIVE);

        assertThat(find(dir.resolve("folder"), Map.of())).isEqualTo(program);
    }

    @Test
    void thePathIsSearchedInItsOrder() throws Exception {
        var second = program("two/acme-tool");
        var third = program("three/acme-tool");
        Files.createDirectories(dir.resolve("one/acme-tool")); // a folder is no program
        Files.writeString(Files.createDirectory(dir.resolve("zero")).resolve("acme-tool"), "");

        var folders =
                Stream.of("zero", "one", "absent", "two", "three")
                        .map(dir::resolve)
                        .toArray(Path[]::new);
        assertThat(find(null, path(folders))).isEqualTo(second);
        assertThat(find(null, path(third.getParent(), second.getParent()))).isEqualTo(third);
    }

    @Test
    void anEmptyPartOfThePathIsNotThePresentFolder() {
        assertThat(find(null, Map.of("PATH", "::"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".local/bin/acme-tool",
                ".acme/local/acme-tool",
                ".npm-global/bin/acme-tool"
            })
    void homesThatInstallersKnowAreSearchedAfterThePath(String place) {
        var program = program("home/" + place);

        assertThat(find(null, Map.of())).isEqualTo(program);
        var onPath = program("bin/acme-tool");
        assertThat(find(null, path(dir.resolve("bin")))).isEqualTo(onPath);
    }

    @Test
    void npmsOwnPrefixIsSearched() {
        var program = program("prefix/bin/acme-tool");

        assertThat(find(null, Map.of("npm_config_prefix", dir.resolve("prefix").toString())))
                .isEqualTo(program);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib/node_modules/", "lib/node_modules/@acme/tool/node_modules/"})
    void aLauncherGivesWayToTheNativeProgramThatItWouldStart(String modules) throws Exception {
        var launcher = program("lib/node_modules/@acme/tool/bin/tool.js");
        var program = program(modules + NATIVE);
        var link = Files.createDirectory(dir.resolve("bin")).resolve("acme-tool");
        Files.createSymbolicLink(link, launcher);

        assertThat(find(null, path(dir.resolve("bin"))).toRealPath())
                .isEqualTo(program.toRealPath());
    }

    @Test
    void aLauncherOfAnotherInstallationIsNotMixedWithOurs() {
        program("node_modules/" + NATIVE);
        var other = program("other/node_modules/.bin/acme-tool");

        assertThat(find(null, path(other.getParent()))).isEqualTo(other);
    }

    @Test
    void aNativeProgramThatCannotBeRunLeavesTheLauncher() throws Exception {
        var launcher = program("node_modules/.bin/acme-tool");
        var broken = dir.resolve("node_modules").resolve(NATIVE);
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "");

        assertThat(find(null, path(launcher.getParent()))).isEqualTo(launcher);
        assertThat(find(dir, Map.of())).isEqualTo(launcher);
    }

    private AgentAvailability availability(Path configured, Path... onPath) {
        return TOOL.availability(new AgentSettings(configured, path(onPath), false));
    }

    @Test
    void whatIsFoundIsSaidWithItsVersion() {
        var program = program("bin/acme-tool");

        assertThat(availability(null, program.getParent()))
                .isEqualTo(new AgentAvailability(true, "1.2.3", program.toString(), null, null));
    }

    @Test
    void whatIsMissingIsSaidWithTheCommandThatInstallsIt() {
        assertThat(availability(null))
                .isEqualTo(
                        AgentAvailability.notInstalled(
                                "Acme Tool is not installed: no program 'acme-tool' was found",
                                "npm install -g @acme/tool@1.2.3"));
        assertThat(availability(dir.resolve("absent")).reason())
                .isEqualTo("Acme Tool is not installed at " + dir.resolve("absent"));
    }

    @Test
    void aProgramThatSaysNoVersionDoesNotRun() {
        var program = Programs.script(dir.resolve("bin/acme-tool"), "echo no such thing; exit 1");

        var found = availability(program);

        assertThat(found.available()).isFalse();
        assertThat(found.path()).isEqualTo(program.toString());
        assertThat(found.reason()).contains("does not answer --version");
        assertThat(found.install()).isEqualTo(TOOL.install());
    }

    @Test
    void whoNeedsTheProgramIsToldHowToGetIt() {
        var spec =
                new AgentSpec(
                        "s1",
                        dir,
                        dir,
                        dir,
                        dir,
                        ProtocolJson.object(),
                        dir.resolve("absent"),
                        Map.of(),
                        Map.of());

        assertThatThrownBy(() -> TOOL.required(spec))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_NOT_INSTALLED))
                .hasMessageContainingAll(dir.resolve("absent").toString(), TOOL.install());
    }

    @Test
    void adaptersSayWhichProgramTheyNeed() {
        var programs =
                Agents.all().values().stream()
                        .filter(adapter -> adapter.program() != null)
                        .map(AgentAdapter::name)
                        .toList();

        assertThat(programs)
                .contains("claude")
                .doesNotContainAnyElementsOf(List.of("demo", "exec"));
    }
}
