package dev.signalbox.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The tables of `docs/configuration.md` are what the keys say of themselves. With
/// `-Dsignalbox.docs.write=true` the test writes them into the page.
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Pattern TABLE =
            Pattern.compile(
                    "<!-- keys of (\\w+) -->\n(.*?)<!-- end of the keys -->", Pattern.DOTALL);

    @Test
    void everyTableIsWhatTheKeysSay() throws IOException {
        String page = Files.readString(PAGE);
        String made =
                TABLE.matcher(page)
                        .replaceAll(it ->
                                java.util.regex.Matcher.quoteReplacement(
                                        "<!-- keys of "
                                                + it.group(1)
                                                + " -->\n"
                                                + table(it.group(1))
                                                + "<!-- end of the keys -->"));
        if (Boolean.getBoolean("signalbox.docs.write")) {
            Files.writeString(PAGE, made);
            return;
        }
        assertThat(page)
                .as("made with -Dtest=ConfigurationPageTest -Dsignalbox.docs.write=true")
                .isEqualTo(made);
        var sections =
                Keys.paths().stream()
                        .map(path -> path.substring(0, path.indexOf('.')))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        assertThat(TABLE.matcher(page).results().map(it -> it.group(1)))
                .containsExactlyElementsOf(sections);
    }

    @Test
    void everyKeyHasOneText() {
        assertThat(KeyTexts.all()).extracting(KeyText::key).containsExactlyElementsOf(Keys.paths());
        assertThat(KeyTexts.all()).extracting(KeyText::about).noneMatch(String::isBlank);
    }

    private static String table(String section) {
        var table =
                new StringBuilder("| key | default | value | change | |\n|---|---|---|---|---|\n");
        for (var text : KeyTexts.all()) {
            if (text.key().startsWith(section + ".")) {
                var key =
                        Keys.ALL.stream()
                                .filter(it -> it.path().equals(text.key()))
                                .findFirst()
                                .orElseThrow();
                table.append(
                        "| `%s` | `%s` | %s | %s | %s |\n"
                                .formatted(
                                        key.path(),
                                        byDefault(key),
                                        key.kind().expected(),
                                        text.when().words(),
                                        text.about().replace("|", "\\|")));
            }
        }
        return table.toString();
    }

    private static String byDefault(Key<?> key) {
        return key.byDefault() instanceof List<?> list
                ? list.toString()
                : String.valueOf(key.byDefault());
    }
}
