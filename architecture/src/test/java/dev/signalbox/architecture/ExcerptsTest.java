package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Code that a page quotes is code that is there.
class ExcerptsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern EXCERPT =
            Pattern.compile("```java\\n// (\\S+)\\n(.*?)```", Pattern.DOTALL);

    @Test
    void whatThePageAboutAddingAnAgentQuotesIsInItsSource() throws IOException {
        var page = Files.readString(ROOT.resolve("docs/adding-an-agent.md"));
        var excerpts = EXCERPT.matcher(page).results().toList();

        assertThat(excerpts).hasSizeGreaterThan(3);
        for (var excerpt : excerpts) {
            var source = Files.readString(ROOT.resolve(excerpt.group(1)));
            assertThat(withoutIndentation(source))
                    .as(excerpt.group(1))
                    .contains(withoutIndentation(excerpt.group(2)));
        }
    }

    private static String withoutIndentation(String code) {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
