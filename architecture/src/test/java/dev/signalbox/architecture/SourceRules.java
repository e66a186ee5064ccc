package dev.signalbox.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Rules for one source file each. Every rule gives what breaks it, one line a place.
final class SourceRules {
    static final int FILE_LINES_MAX = 350;
    static final int METHOD_LINES_MAX = 70;

    /// An execution environment has one name, and this is not it.
    static final String FORBIDDEN_WORD = "sandbox";

    /// The one module that knows other people's programs.
    private static final String AGENT = "agent";

    private static final Pattern LONG_OPTION =
            Pattern.compile("(?<![\\w-])--[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*");
    private static final Pattern FOREIGN_VARIABLE =
            Pattern.compile(
                    "\\b(?:ANTHROPIC|CLAUDE|OPENAI|CODEX|GEMINI|GOOGLE_GEMINI|OPENCODE)_[A-Z_]*"
                            + "|\\bDISABLE_AUTOUPDATER\\b");

    private SourceRules() {}

    /// No declared name holds the forbidden word.
    static List<String> names(SourceFile file) {
        return file.names().stream()
                .filter(name -> holdsForbiddenWord(name.name()))
                .map(name -> file.at(name.line()) + " declares " + name.name())
                .toList();
    }

    /// The forbidden word stands nowhere in a text, comments included; in `agent` it may stand in a
    /// string literal, where it is a part of somebody else's name.
    static List<String> words(SourceFile file) {
        long said = count(file.text());
        if (file.module().equals(AGENT)) {
            said -= file.literals().stream().mapToLong(literal -> count(literal.value())).sum();
        }
        return said == 0 ? List.of() : List.of(file.path() + " says " + FORBIDDEN_WORD);
    }

    /// Flags and variables of other people's programs stand in `agent` only.
    ///
    /// @param ownFlags the long options that our own commands take
    static List<String> foreignFlags(SourceFile file, Set<String> ownFlags) {
        if (file.module().equals(AGENT)) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        for (var literal : file.literals()) {
            LONG_OPTION
                    .matcher(literal.value())
                    .results()
                    .map(MatchResult::group)
                    .filter(flag -> !ownFlags.contains(flag))
                    .forEach(flag -> found.add(file.at(literal.line()) + " has " + flag));
            FOREIGN_VARIABLE
                    .matcher(literal.value())
                    .results()
                    .map(MatchResult::group)
                    .forEach(name -> found.add(file.at(literal.line()) + " has " + name));
        }
        return found;
    }

    /// A file is not longer than [#FILE_LINES_MAX] lines, or than it was when it was listed.
    ///
    /// @param known files that are longer, with the lines that they may have; an entry that is no
    ///   longer needed is a fault too, so that the list only shrinks
    static List<String> fileSize(SourceFile file, Map<String, Integer> known) {
        int most = known.getOrDefault(file.path(), FILE_LINES_MAX);
        if (file.lines() > most) {
            return List.of(file.path() + " has " + file.lines() + " lines, at most " + most);
        }
        if (known.containsKey(file.path()) && file.lines() < most) {
            return List.of(
                    file.path()
                            + " has shrunk to "
                            + file.lines()
                            + " lines: say so in the list, or take it out");
        }
        return List.of();
    }

    /// A method is not longer than [#METHOD_LINES_MAX] lines.
    static List<String> methodSize(SourceFile file) {
        return file.methods().stream()
                .filter(method -> method.lines() > METHOD_LINES_MAX)
                .map(method ->
                        file.at(method.line())
                                + " "
                                + method.name()
                                + " has "
                                + method.lines()
                                + " lines")
                .toList();
    }

    /// Whether a package-info marks its package as null-safe.
    static boolean isNullMarked(SourceFile packageInfo) {
        return packageInfo.text().contains("\n@NullMarked\npackage ");
    }

    private static boolean holdsForbiddenWord(String text) {
        return count(text) > 0;
    }

    static long count(String text) {
        return Pattern.compile(FORBIDDEN_WORD)
                .matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .count();
    }
}
