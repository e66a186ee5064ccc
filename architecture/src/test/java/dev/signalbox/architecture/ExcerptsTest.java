package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Code that a page quotes is code that is there.
class ExcerptsTest {
    private static final Pattern BLOCK =
            Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern SOURCE = Pattern.compile("// (\\S+)\\n(.*)", Pattern.DOTALL);

    @Test
    void whatThePageAboutAddingAnAgentQuotesIsInItsSource() {
        var page = Modules.text(Modules.root().resolve("docs/adding-an-agent.md"));

        assertThat(BLOCK.matcher(page).results().count()).isGreaterThan(3);
        assertThat(faults(page)).isEmpty();
    }

    @Test
    void aQuoteThatIsNotThereOrNamesNoSourceIsAFault() {
        var source = "// architecture/src/test/java/dev/signalbox/architecture/ExcerptsTest.java\n";
        var good =
                "```java\n"
                        + source
                        + "  /// Code that a page quotes is code that is there.\n```\n";
        var part = "```java\n" + source + "that a page quotes is code\n```\n";
        var unnamed = "```java\nclass ExcerptsTest {\n```\n";
        var nowhere = "```java\n// no/Such.java\nclass ExcerptsTest {\n```\n";

        assertThat(faults(good)).isEmpty();
        assertThat(faults(good + part + unnamed + nowhere)).hasSize(3);
    }

    /// Every block that is not, line for line, in the file that its first line names.
    private static List<String> faults(String page) {
        List<String> faults = new ArrayList<>();
        for (var block : BLOCK.matcher(page).results().toList()) {
            var excerpt = SOURCE.matcher(block.group(1));
            if (!excerpt.matches()) {
                faults.add("no source is named above:\n" + block.group(1));
                continue;
            }
            var file = Modules.root().resolve(excerpt.group(1));
            if (!Files.exists(file)
                    || !lines(Modules.text(file)).contains(lines(excerpt.group(2)))) {
                faults.add("not in " + excerpt.group(1) + ":\n" + excerpt.group(2));
            }
        }
        return faults;
    }

    /// Its lines without indentation and empty ones, each with a break before and behind it.
    private static String lines(String code) {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
