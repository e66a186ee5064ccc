package dev.signalbox.process;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Where this process is in the hierarchies of control groups that can end what is in them.
public final class ControlGroups {
    private static final Path SELF = Path.of("/proc/self");

    private ControlGroups() {}

    /// The group of this process in one hierarchy.
    ///
    /// @param version 2, or 1
    /// @param controller `freezer` or `pids` in version 1; empty in version 2
    public record Place(int version, String controller, ControlGroup group) {}

    /// The groups of this process, the best hierarchy first: version 2, then `freezer` and `pids` of
    /// version 1. Others of version 1 would put a runner under other limits. Empty where there are
    /// none, as on other systems than Linux.
    public static List<Place> own() {
        try {
            return own(
                    Files.readString(SELF.resolve("mountinfo"), StandardCharsets.UTF_8),
                    Files.readString(SELF.resolve("cgroup"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return List.of();
        }
    }

    /// The file in which the kernel counts what it kills for want of memory (`oom_kill N`), in the
    /// nearest group around this process that has one. Empty where nobody counts.
    public static Optional<Path> memoryCounters() {
        try {
            var mountinfo = Files.readString(SELF.resolve("mountinfo"), StandardCharsets.UTF_8);
            var cgroup = Files.readString(SELF.resolve("cgroup"), StandardCharsets.UTF_8);
            // A group made for one session counts nothing; what was killed in it counts above.
            return counters(mountinfo, cgroup, "", "memory.events")
                    .or(() -> counters(mountinfo, cgroup, "memory", "memory.oom_control"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> counters(
            String mountinfo, String cgroup, String controller, String name) {
        var path = path(cgroup, controller);
        if (path == null) {
            return Optional.empty();
        }
        return mountinfo
                .lines()
                .map(Mount::of)
                .filter(mount -> mount.carries(controller))
                .map(mount -> mount.dirOf(path))
                .flatMap(dir -> Stream.iterate(dir, Objects::nonNull, Path::getParent))
                .map(dir -> dir.resolve(name))
                .filter(Files::exists)
                .findFirst();
    }

    /// @param mountinfo as in `/proc/PID/mountinfo`
    /// @param cgroup as in `/proc/PID/cgroup`
    static List<Place> own(String mountinfo, String cgroup) {
        var places = new ArrayList<Place>();
        for (var controller : List.of("", "freezer", "pids")) {
            var path = path(cgroup, controller);
            if (path != null) {
                mountinfo
                        .lines()
                        .map(Mount::of)
                        .filter(mount -> mount.carries(controller))
                        .map(mount -> new ControlGroup(mount.dirOf(path)))
                        .filter(ControlGroup::exists)
                        .findFirst()
                        .ifPresent(group ->
                                places.add(
                                        new Place(
                                                controller.isEmpty() ? 2 : 1, controller, group)));
            }
        }
        return places;
    }

    /// The path of the group in a hierarchy, as the line `ID:CONTROLLERS:PATH` says it.
    private static @Nullable String path(String cgroup, String controller) {
        for (var line : cgroup.split("\n", -1)) {
            var fields = line.split(":", 3);
            if (fields.length == 3
                    && (controller.isEmpty()
                            ? line.startsWith("0::")
                            : names(fields[1], controller))) {
                return fields[2];
            }
        }
        return null;
    }

    private static boolean names(String list, String name) {
        return Arrays.asList(list.split(",", -1)).contains(name);
    }

    /// A line of mountinfo: `ID PARENT MAJ:MIN ROOT POINT OPTIONS [FIELDS…] - TYPE SOURCE OPTIONS`.
    private record Mount(String type, String options, String root, String point) {
        static Mount of(String line) {
            int dash = line.indexOf(" - ");
            var left = (dash < 0 ? line : line.substring(0, dash)).split(" ", -1);
            var right = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
            return left.length < 5 || right.length < 3
                    ? new Mount("", "", "", "")
                    : new Mount(right[0], right[2], plain(left[3]), plain(left[4]));
        }

        /// Blanks and such are written as octal numbers.
        private static String plain(String field) {
            return field.replace("\\040", " ")
                    .replace("\\011", "\t")
                    .replace("\\012", "\n")
                    .replace("\\134", "\\");
        }

        boolean carries(String controller) {
            return controller.isEmpty()
                    ? type.equals("cgroup2")
                    : type.equals("cgroup") && names(options, controller);
        }

        /// The directory of a group; the mount may show a part of the hierarchy only.
        Path dirOf(String path) {
            var below = path;
            if (!root.equals("/") && path.startsWith(root)) {
                below = path.substring(root.length());
            } else if (!root.equals("/")) {
                below = ""; // the mount begins at the group itself, as seen in a namespace
            }
            return Path.of(point, below).normalize();
        }
    }
}
