package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Incomplete;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerCommand.StartQuery;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the documents say is there is there.
class DocumentsTest {
    private static final Map<String, Document> ALL = documents();

    private static final Pattern WIRE_NAME = Pattern.compile("@JsonTypeName\\(\"([^\"]+)\"\\)");
    private static final Pattern KEY =
            Pattern.compile(
                    "new Key<>\\(\\s*\"([\\w.]+)\",\\s*Kind\\.\\w+,\\s*(\"[^\"]*\"|[\\d_]+|List\\.of\\(\\))");
    private static final Pattern KEY_ROW =
            Pattern.compile("\\| `([a-z]+\\.[\\w.]+)` \\| `([^`]*)` .*");

    @Test
    void everyPageThatIsPromisedIsThere() {
        assertThat(ALL.keySet())
                .contains(
                        "README.md",
                        "ARCHITECTURE.md",
                        "SCOPE.md",
                        "CONTRIBUTING.md",
                        "CHANGELOG.md",
                        "docs/protocol.md",
                        "docs/access.md",
                        "docs/secrets.md",
                        "docs/runner.md",
                        "docs/configuration.md",
                        "docs/agents.md",
                        "docs/adding-an-agent.md",
                        "docs/decisions.md",
                        "docs/performance.md",
                        "docs/reliability.md",
                        "docs/operations/README.md");
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        ALL.values()
                .forEach(page ->
                        page.relativeLinks().stream()
                                .filter(link -> !leadsSomewhere(page, link))
                                .forEach(link -> broken.add(page.path() + " → " + link)));
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Document page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        var target =
                file.isEmpty()
                        ? Path.of(page.path())
                        : Path.of(page.path()).resolveSibling(file).normalize();
        if (!Files.exists(Modules.root().resolve(target))) {
            return false;
        }
        var there = ALL.get(target.toString());
        return hash < 0 || (there != null && there.anchors().contains(link.substring(hash + 1)));
    }

    @Test
    void theContractsNameEveryWireNameAndErrorCode() {
        var page = page("docs/protocol.md");
        var names =
                Sources.ofProject("main").stream()
                        .filter(file -> file.module().equals("protocol"))
                        .flatMap(file -> WIRE_NAME.matcher(file.text()).results())
                        .map(it -> it.group(1));
        assertThat(names.filter(name -> !isNamed(name))).isEmpty();
        assertThat(
                        Stream.of(ErrorCode.values())
                                .filter(code ->
                                        !page.text()
                                                .contains(
                                                        "| `"
                                                                + code.name()
                                                                + "` | "
                                                                + code.httpStatus()
                                                                + " |")))
                .isEmpty();
    }

    private static boolean isNamed(String wireName) {
        return Stream.of(page("docs/protocol.md"), page("docs/runner.md"))
                .map(Document::text)
                .anyMatch(text ->
                        text.contains("`" + wireName + "`")
                                || text.contains("\"type\":\"" + wireName + "\""));
    }

    @Test
    void theConfigurationPageNamesEveryKeyWithItsDefault() {
        var keys = new TreeMap<String, String>();
        Sources.ofProject("main").stream()
                .filter(file -> file.path().endsWith("app/config/Keys.java"))
                .flatMap(file -> KEY.matcher(file.text()).results())
                .forEach(it -> keys.put(it.group(1), defaultText(it.group(2))));
        assertThat(keys).isNotEmpty();
        var said = new TreeMap<String, String>();
        page("docs/configuration.md")
                .text()
                .lines()
                .map(KEY_ROW::matcher)
                .filter(it -> it.matches())
                .forEach(it -> said.put(it.group(1), it.group(2)));
        assertThat(said).isEqualTo(keys);
    }

    private static String defaultText(String source) {
        if (source.equals("List.of()")) {
            return "[]";
        }
        return source.startsWith("\"") ? source.replace("\"", "") : source.replace("_", "");
    }

    @Test
    void everyCommandInAShellBlockIsOneOfOurs() {
        var app =
                Sources.ofProject("main").stream()
                        .filter(file -> file.module().equals("app"))
                        .toList();
        var commands =
                app.stream()
                        .flatMap(file -> file.commandNames().stream())
                        .collect(Collectors.toSet());
        var options =
                app.stream()
                        .flatMap(file -> file.optionNames().stream())
                        .collect(Collectors.toSet());
        options.addAll(List.of("--help", "--version"));

        List<String> unknown = new ArrayList<>();
        ALL.values()
                .forEach(page ->
                        page.commands().stream()
                                .filter(line -> !isKnown(line, commands, options))
                                .forEach(line -> unknown.add(page.path() + ": signalbox " + line)));
        assertThat(unknown).isEmpty();
    }

    private static boolean isKnown(String line, Set<String> commands, Set<String> options) {
        var words = List.of(line.replaceAll("\"[^\"]*\"", "TEXT").split(" +"));
        return commands.contains(words.getFirst())
                && words.stream()
                        .filter(word -> word.startsWith("-"))
                        .allMatch(word -> options.contains(word.replaceFirst("=.*", "")));
    }

    @Test
    void theExampleAgentOfTheRunnerPageKeepsTheContract(@TempDir Path folder) throws Exception {
        var script =
                page("docs/runner.md").code().stream()
                        .filter(it -> it.language().equals("bash"))
                        .map(Document.Code::line)
                        .collect(Collectors.joining("\n"));
        var file = Files.writeString(folder.resolve("parrot.sh"), script);
        var agent = new ProcessBuilder("sh", file.toString()).redirectErrorStream(true).start();
        try (var input = agent.outputWriter()) {
            for (var prompt : List.of("one", "say \"two\" \\ 100%\n{\"queryId\":\"no\"}")) {
                var command =
                        new StartQuery("q-" + prompt.length(), MessageContent.of(prompt), null);
                input.write(ProtocolJson.write(command) + "\n");
            }
            input.write(ProtocolJson.write(new RunnerCommand.Shutdown(1_000L)) + "\n");
        }

        var law = new BlockLaw();
        List<String> said = new ArrayList<>();
        for (var line : agent.inputReader().readAllLines()) {
            var event = SpoolLine.readEvent(line.getBytes(StandardCharsets.UTF_8));
            said.add(event.type());
            if (event instanceof StreamEvent.Conversation conversation) {
                law.apply(conversation);
            }
        }
        var turn =
                List.of(
                        "log",
                        "block_start",
                        "text_delta",
                        "text_delta",
                        "block_complete",
                        "query_ended");
        assertThat(said)
                .isEqualTo(Collections.nCopies(2, turn).stream().flatMap(List::stream).toList());
        assertThat(law.closeAll(Incomplete.INTERRUPTED)).isEmpty();
        assertThat(agent.waitFor()).isZero();
    }

    @Test
    void theModuleTableOfTheArchitecturePageIsTheOneThatIsChecked() {
        var modules = Modules.MAY_USE.keySet();
        var said = new TreeMap<String, Set<String>>();
        for (var line : page("ARCHITECTURE.md").text().lines().toList()) {
            var row = line.split("\\|", -1);
            if (row.length == 5 && modules.contains(unquoted(row[1]))) {
                var uses = new TreeSet<>(Arrays.asList(unquoted(row[3]).split(", ")));
                uses.retainAll(modules);
                said.put(unquoted(row[1]), uses);
            }
        }
        var app = said.remove("app");
        assertThat(app).as("app may use all").isEmpty();
        var checked = new TreeMap<>(Modules.MAY_USE);
        checked.remove("app");
        assertThat(said).isEqualTo(checked);
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "").strip();
    }

    @Test
    void proseCallsAnExecutionEnvironmentByItsName() {
        assertThat(
                        ALL.values().stream()
                                .filter(page ->
                                        page.prose().stream()
                                                .anyMatch(line -> SourceRules.count(line) > 0))
                                .map(Document::path))
                .isEmpty();
    }

    @Test
    void theChangelogNamesTheVersionOfThePom() {
        var version =
                Pattern.compile("<version>([0-9.]+)</version>")
                        .matcher(Modules.text(Modules.root().resolve("pom.xml")))
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1);
        assertThat(page("CHANGELOG.md").text()).contains("## " + version);
    }

    private static Document page(String path) {
        var page = ALL.get(path);
        assertThat(page).as(path).isNotNull();
        return page;
    }

    /// The pages of the root and of `docs`.
    private static Map<String, Document> documents() {
        var root = Modules.root();
        var files = new TreeSet<>(Modules.filesBelow(root.resolve("docs"), ".md"));
        try (Stream<Path> top = Files.list(root)) {
            files.addAll(
                    top.filter(file -> file.toString().endsWith(".md"))
                            .collect(Collectors.toSet()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Map<String, Document> pages = new LinkedHashMap<>();
        for (var file : files) {
            var path = root.relativize(file).toString();
            pages.put(path, Document.parse(path, Modules.text(file)));
        }
        return pages;
    }
}
