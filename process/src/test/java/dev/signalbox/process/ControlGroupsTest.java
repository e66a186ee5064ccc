package dev.signalbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Where this process is among the control groups, on several kinds of hosts.
class ControlGroupsTest {
    @TempDir Path dir;
    private Path groups;

    @BeforeEach
    void prepare() throws IOException {
        groups = dir.resolve("groups");
    }

    private ControlGroup group(String path) throws IOException {
        var folder = Files.createDirectories(groups.resolve(path));
        Files.writeString(folder.resolve("cgroup.procs"), "");
        return new ControlGroup(folder);
    }

    private String mount(String root, String point, String type, String options) {
        return "31 23 0:28 %s %s rw,relatime shared:9 - %s cgroup rw,%s\n"
                .formatted(
                        root,
                        groups.resolve(point).toString().replace(" ", "\\040"),
                        type,
                        options);
    }

    @Test
    void aHostOfVersionTwoHasOneHierarchy() throws IOException {
        var own = group("all/user.slice/session-3.scope");
        var found =
                ControlGroups.own(
                        mount("/", "all", "cgroup2", "nsdelegate"),
                        "0::/user.slice/session-3.scope\n");
        assertThat(found).containsExactly(new ControlGroups.Place(2, "", own));
    }

    @Test
    void aHostOfBothHasVersionTwoFirstAndNoHierarchyWithOtherLimits() throws IOException {
        var two = group("unified/a");
        var freezer = group("freezer");
        var pids = group("pids/b");
        group("memory/c");
        var found =
                ControlGroups.own(
                        mount("/", "memory", "cgroup", "memory")
                                + mount("/", "pids", "cgroup", "pids")
                                + mount("/", "freezer", "cgroup", "freezer")
                                + mount("/", "unified", "cgroup2", ""),
                        "8:pids:/b\n6:freezer:/\n4:memory:/c\n0::/a\n");
        assertThat(found)
                .containsExactly(
                        new ControlGroups.Place(2, "", two),
                        new ControlGroups.Place(1, "freezer", freezer),
                        new ControlGroups.Place(1, "pids", pids));
    }

    @Test
    void aContainerSeesItsPartOfAHierarchyOnly() throws IOException {
        var own = group("part/inner");
        assertThat(
                        ControlGroups.own(
                                mount("/docker/4711", "part", "cgroup2", ""),
                                "0::/docker/4711/inner\n"))
                .containsExactly(new ControlGroups.Place(2, "", own));
        var namespaced = group("own");
        assertThat(ControlGroups.own(mount("/../..", "own", "cgroup2", ""), "0::/\n"))
                .containsExactly(new ControlGroups.Place(2, "", namespaced));
    }

    @Test
    void aPlaceWithABlankInItIsFound() throws IOException {
        var own = group("with blank");
        assertThat(ControlGroups.own(mount("/", "with blank", "cgroup2", ""), "0::/\n"))
                .containsExactly(new ControlGroups.Place(2, "", own));
    }

    @Test
    void whatIsNotMountedOrNotThereIsNotFound() throws IOException {
        assertThat(ControlGroups.own("", "0::/\n")).isEmpty();
        assertThat(ControlGroups.own(mount("/", "absent", "cgroup2", ""), "0::/\n")).isEmpty();
        assertThat(ControlGroups.own("nonsense\n\n", "nonsense\n\n")).isEmpty();
    }

    @Test
    void aGroupThatIsGoneIsEmptyAndCanBeRemovedAgain() throws IOException {
        var gone = new ControlGroup(dir.resolve("gone"));
        assertThat(gone.exists()).isFalse();
        assertThat(gone.processes()).isEmpty();
        assertThat(gone.kill(Duration.ofSeconds(1))).isEmpty();
        assertThat(gone.remove(Duration.ofSeconds(1))).isTrue();
    }
}
