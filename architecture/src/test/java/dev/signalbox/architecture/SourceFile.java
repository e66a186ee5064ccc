package dev.signalbox.architecture;

import java.util.List;

/// One Java file as its parser sees it.
///
/// @param path from the root of the checkout, with `/`
/// @param module the first part of the path
/// @param names every class, method, field, parameter and variable that it declares
/// @param literals every string literal, text blocks included
/// @param optionNames what stands in `names` of its `@Option` annotations
/// @param commandNames what stands in `name` of its `@Command` annotations
record SourceFile(
        String path,
        String module,
        String text,
        int lines,
        List<Name> names,
        List<Literal> literals,
        List<Method> methods,
        List<String> optionNames,
        List<String> commandNames) {

    /// A declared name.
    record Name(String name, int line) {}

    /// A string literal.
    record Literal(String value, int line) {}

    /// A method or constructor with a body.
    record Method(String name, int line, int lines) {}

    /// Where something is, as editors understand it.
    String at(int line) {
        return path + ":" + line;
    }
}
