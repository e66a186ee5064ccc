package dev.signalbox.architecture;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Reads Java files with the compiler's own parser.
final class Sources {
    private Sources() {}

    /// The main sources of every module, or the test sources.
    ///
    /// @param kind `main` or `test`
    static List<SourceFile> ofProject(String kind) {
        var root = Modules.root();
        Map<String, String> texts = new LinkedHashMap<>();
        for (var module : Modules.MAY_USE.keySet()) {
            Path folder = root.resolve(module).resolve("src").resolve(kind).resolve("java");
            for (Path file : Modules.filesBelow(folder, ".java")) {
                texts.put(root.relativize(file).toString(), Modules.text(file));
            }
        }
        return parse(texts);
    }

    /// Parses one text, as if it were the file at the path.
    static SourceFile parse(String path, String text) {
        return parse(Map.of(path, text)).getFirst();
    }

    private static List<SourceFile> parse(Map<String, String> texts) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        List<Unit> units = new ArrayList<>();
        texts.forEach((path, text) -> units.add(new Unit(path, text)));
        var task =
                (JavacTask)
                        compiler.getTask(null, null, problems, List.of("-proc:none"), null, units);
        List<SourceFile> files = new ArrayList<>();
        try {
            var positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree tree : task.parse()) {
                var path = tree.getSourceFile().toUri().getPath().substring(1);
                var scanner = new Scanner(tree, positions);
                scanner.scan(tree, null);
                files.add(scanner.file(path, texts.getOrDefault(path, "")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!problems.getDiagnostics().isEmpty()) {
            throw new IllegalStateException("does not parse: " + problems.getDiagnostics());
        }
        return files;
    }

    /// A text in memory that the compiler takes for a file.
    private static final class Unit extends SimpleJavaFileObject {
        private final String text;

        Unit(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /// Collects what the rules look at.
    private static final class Scanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree tree;
        private final SourcePositions positions;
        private final List<SourceFile.Name> names = new ArrayList<>();
        private final List<SourceFile.Literal> literals = new ArrayList<>();
        private final List<SourceFile.Method> methods = new ArrayList<>();
        private final List<String> optionNames = new ArrayList<>();
        private final List<String> commandNames = new ArrayList<>();

        Scanner(CompilationUnitTree tree, SourcePositions positions) {
            this.tree = tree;
            this.positions = positions;
        }

        SourceFile file(String path, String text) {
            return new SourceFile(
                    path,
                    path.substring(0, path.indexOf('/')),
                    text,
                    (int) text.lines().count(),
                    names,
                    literals,
                    methods,
                    optionNames,
                    commandNames);
        }

        private int start(Tree node) {
            return line(positions.getStartPosition(tree, node));
        }

        private int line(long position) {
            return position < 0 ? 1 : (int) tree.getLineMap().getLineNumber(position);
        }

        @Override
        public Void visitCompilationUnit(CompilationUnitTree node, Void unused) {
            if (node.getPackageName() != null) {
                names.add(new SourceFile.Name(node.getPackageName().toString(), 1));
            }
            return super.visitCompilationUnit(node, null);
        }

        @Override
        public Void visitClass(ClassTree node, Void unused) {
            names.add(new SourceFile.Name(node.getSimpleName().toString(), start(node)));
            return super.visitClass(node, null);
        }

        @Override
        public Void visitVariable(VariableTree node, Void unused) {
            names.add(new SourceFile.Name(node.getName().toString(), start(node)));
            return super.visitVariable(node, null);
        }

        @Override
        public Void visitMethod(MethodTree node, Void unused) {
            String name = node.getName().toString();
            names.add(new SourceFile.Name(name, start(node)));
            if (node.getBody() != null) {
                int end = line(positions.getEndPosition(tree, node.getBody()));
                methods.add(new SourceFile.Method(name, start(node), end - start(node) + 1));
            }
            return super.visitMethod(node, null);
        }

        @Override
        public Void visitLiteral(LiteralTree node, Void unused) {
            if (node.getValue() instanceof String value) {
                literals.add(new SourceFile.Literal(value, start(node)));
            }
            return super.visitLiteral(node, null);
        }

        @Override
        public Void visitAnnotation(AnnotationTree node, Void unused) {
            String type = node.getAnnotationType().toString();
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Option" -> collect(node, "names", optionNames);
                case "Command" -> collect(node, "name", commandNames);
                default -> {}
            }
            return super.visitAnnotation(node, null);
        }

        /// Collects the literals of one annotation's argument.
        private static void collect(AnnotationTree node, String argument, List<String> into) {
            for (var given : node.getArguments()) {
                if (given instanceof AssignmentTree set
                        && set.getVariable().toString().equals(argument)) {
                    new TreeScanner<Void, Void>() {
                        @Override
                        public Void visitLiteral(LiteralTree literal, Void unused) {
                            into.add(String.valueOf(literal.getValue()));
                            return null;
                        }
                    }.scan(set.getExpression(), null);
                }
            }
        }
    }
}
