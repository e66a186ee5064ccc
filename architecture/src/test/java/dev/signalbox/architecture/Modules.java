package dev.signalbox.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The modules, and which of the others each may use. The first question about a new module is its
/// line here.
final class Modules {
    /// The package above every module's own.
    static final String ROOT_PACKAGE = "dev.signalbox";

    /// A module may use those beside it and, of course, itself.
    static final Map<String, Set<String>> MAY_USE =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("protocol", Set.of()),
                            Map.entry("state", Set.of("protocol")),
                            Map.entry("journal", Set.of("protocol")),
                            Map.entry("agent", Set.of("protocol")),
                            Map.entry("process", Set.of()),
                            Map.entry("runner", Set.of("protocol", "agent", "process")),
                            Map.entry("environment", Set.of("protocol", "process")),
                            Map.entry(
                                    "runtime",
                                    Set.of("protocol", "state", "journal", "environment")),
                            Map.entry("server", Set.of("protocol", "runtime")),
                            Map.entry("client", Set.of("protocol", "state")),
                            Map.entry("testkit", Set.of("protocol")),
                            Map.entry("bench", Set.of("protocol", "state", "client", "testkit")),
                            Map.entry(
                                    "app",
                                    Set.of(
                                            "protocol",
                                            "state",
                                            "journal",
                                            "agent",
                                            "process",
                                            "runner",
                                            "environment",
                                            "runtime",
                                            "server",
                                            "client",
                                            "bench",
                                            "console"))));

    private Modules() {}

    /// The root of the checkout. Tests run in their module's folder.
    static Path root() {
        var here = Path.of("").toAbsolutePath();
        var root = Files.exists(here.resolve("protocol")) ? here : here.getParent();
        if (root == null || !Files.exists(root.resolve("protocol/pom.xml"))) {
            throw new IllegalStateException("not inside the checkout: " + here);
        }
        return root;
    }

    /// The folder with a module's compiled main classes.
    static Path classes(String module) {
        var classes = root().resolve(module).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException(
                    "module " + module + " is not compiled: run `mvn verify` from the root");
        }
        return classes;
    }

    /// The files of one kind below a folder, in order; none when there is no such folder.
    static List<Path> filesBelow(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
