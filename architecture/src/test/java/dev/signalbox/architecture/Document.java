package dev.signalbox.architecture;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A Markdown page, as far as the tests need to understand it.
///
/// @param path from the root of the checkout, with `/`
/// @param prose the lines that are no code, with spans of code taken out
/// @param code the lines of fenced blocks
record Document(
        String path, List<String> prose, List<Code> code, Set<String> anchors, String text) {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern SPAN = Pattern.compile("``[^`]*(?:`[^`]+)*``|`[^`]*`");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)\\s*");

    /// A line of a fenced block.
    ///
    /// @param language what stands after the fence, such as `sh`
    record Code(String language, String line) {}

    static Document parse(String path, String text) {
        List<String> prose = new ArrayList<>();
        List<Code> code = new ArrayList<>();
        Set<String> anchors = new LinkedHashSet<>();
        String language = null;
        for (var line : text.lines().toList()) {
            if (line.stripLeading().startsWith("```")) {
                language = language == null ? line.strip().substring(3).strip() : null;
            } else if (language != null) {
                code.add(new Code(language, line));
            } else {
                var heading = HEADING.matcher(line);
                if (heading.matches()) {
                    anchors.add(anchor(heading.group(1)));
                }
                prose.add(SPAN.matcher(line).replaceAll("``"));
            }
        }
        return new Document(path, prose, code, anchors, text);
    }

    /// The anchor that GitHub gives a heading.
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    /// Where its links lead, those to other hosts left out.
    List<String> relativeLinks() {
        return prose.stream()
                .flatMap(line -> LINK.matcher(line).results().map(it -> it.group(1)))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /// The commands of our own that its shell blocks run, without what is before and behind them.
    List<String> commands() {
        return code.stream()
                .filter(it -> it.language().equals("sh"))
                .map(it -> it.line().strip())
                .flatMap(line -> Pattern.compile("[|;]|&&|\\$\\(").splitAsStream(line))
                .map(part -> part.strip().replaceFirst("^[$] ", ""))
                .filter(part -> part.matches("(\\./)?signalbox( .*)?"))
                .map(part ->
                        part.replaceFirst("^(\\./)?signalbox ?", "")
                                .replaceFirst(" #.*", "")
                                .strip())
                .toList();
    }
}
