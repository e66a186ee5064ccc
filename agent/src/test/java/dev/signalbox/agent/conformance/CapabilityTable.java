package dev.signalbox.agent.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The table of agents and what was seen of them, in `docs/agents.md`, between two marks.
final class CapabilityTable {
    private static final Path PAGE = Path.of("../docs/agents.md");
    private static final String BEGIN = "<!-- capabilities: written by LiveConformanceIT -->";
    private static final String END = "<!-- end of capabilities -->";

    private CapabilityTable() {}

    /// An agent's row as it stands in the page; empty when it has none.
    static String row(String agent) throws IOException {
        return rows().stream().filter(row -> isOf(agent, row)).findFirst().orElse("");
    }

    /// An agent's row as it ought to stand there. What it says already stays where it allows what was
    /// seen: `yes or rebuilt` does so for either, where an agent does this or that by the clock.
    static String row(String agent, String version, Map<Capability, String> seen)
            throws IOException {
        var said = row(agent).split(" \\| ", -1);
        return "| `"
                + agent
                + "` "
                + version
                + " | "
                + Arrays.stream(Capability.values())
                        .map(capability ->
                                cell(said, capability, seen.getOrDefault(capability, "not tried")))
                        .collect(Collectors.joining(" | "))
                + " |";
    }

    private static String cell(String[] said, Capability capability, String seen) {
        int column = List.of(Capability.values()).indexOf(capability) + 1;
        var old = column < said.length ? said[column].replace(" |", "") : "";
        return List.of(old.split(" or ", -1)).contains(seen) ? old : seen;
    }

    /// Puts an agent's row into the page.
    static void write(String agent, String row) throws IOException {
        var rows = new ArrayList<>(rows());
        rows.removeIf(old -> isOf(agent, old));
        rows.add(row);
        rows.sort(null);
        var titles =
                Arrays.stream(Capability.values())
                        .map(capability -> capability.title)
                        .collect(Collectors.joining(" | ", "| agent | ", " |"));
        var lines =
                new ArrayList<>(
                        List.of(
                                BEGIN,
                                titles,
                                "|---".repeat(Capability.values().length + 1) + "|"));
        lines.addAll(rows);
        lines.add(END);
        var page = Files.readString(PAGE);
        Files.writeString(
                PAGE,
                page.substring(0, page.indexOf(BEGIN))
                        + String.join("\n", lines)
                        + page.substring(page.indexOf(END) + END.length()));
    }

    private static boolean isOf(String agent, String row) {
        return row.startsWith("| `" + agent + "` ");
    }

    private static List<String> rows() throws IOException {
        var page = Files.readString(PAGE);
        return page.substring(page.indexOf(BEGIN), page.indexOf(END))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }
}
