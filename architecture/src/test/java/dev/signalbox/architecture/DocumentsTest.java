package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ErrorCode;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                    "new Key<>\\(\\s*\"([\\w.]+)\",\\s*Kind\\.\\w+,\\s*(\"[^\"]*\"|\\d+|List\\.of\\(\\))");
    private static final Pattern KEY_ROW = Pattern.compile("\\| `([a-z]+\\.[\\w.]+)` \\| `([^`]*)` .*");

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
                        "docs/runner.md",
                        "docs/configuration.md",
                        "docs/agents.md",
                        "docs/decisions.md",
                        "docs/performance.md");
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        ALL.values().forEach(page ->
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
        return hash < 0 || there != null && there.anchors().contains(link.substring(hash + 1));
    }

    @Test
    void theProtocolPageNamesEveryWireNameAndErrorCode() {
        var page = page("docs/protocol.md");
        var names =
                Sources.ofProject("main").stream()
                        .filter(file -> file.module().equals("protocol"))
                        .flatMap(file -> WIRE_NAME.matcher(file.text()).results())
                        .map(it -> it.group(1));
        assertThat(names.filter(name -> !page.text().contains("`" + name + "`"))).isEmpty();
        assertThat(Stream.of(ErrorCode.values())
                        .filter(code -> !page.text()
                                .contains("| `" + code.name() + "` | " + code.httpStatus() + " |")))
                .isEmpty();
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
        return source.equals("List.of()") ? "[]" : source.replace("\"", "");
    }

    @Test
    void proseCallsAnExecutionEnvironmentByItsName() {
        assertThat(ALL.values().stream()
                        .filter(page -> page.prose().stream()
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
