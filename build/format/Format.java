import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Checks (`check DIR…`) or rewrites (`write DIR…`) the layout of every Java file below some directories with
/// google-java-format, AOSP style. Javadoc and long strings stay as their authors broke them.
///
/// The build runs this file with the toolchain's JDK, because google-java-format parses with the compiler of the JVM it
/// runs in and Maven's own JVM may be too old for the language level of these sources. Exit status: 0 when all files are
/// (now) well laid out, 1 when some are not, 2 when one does not parse.
final class Format {
    private static final List<String> STYLE =
            List.of("--aosp", "--skip-javadoc-formatting", "--skip-reflowing-long-strings");

    private Format() {}

    public static void main(String[] args) throws IOException {
        String mode = args[0];
        List<String> files = new ArrayList<>();
        for (String directory : List.of(args).subList(1, args.length)) {
            files.addAll(javaFilesBelow(Path.of(directory)));
        }
        if (files.isEmpty()) {
            return;
        }
        StringWriter changed = new StringWriter();
        int status =
                run(
                        mode.equals("write") ? "--replace" : "--dry-run",
                        files,
                        new PrintWriter(changed));
        if (status != 0) {
            System.exit(2);
        }
        if (!changed.toString().isBlank()) {
            System.err.print(changed);
            System.err.println(
                    "Not laid out as google-java-format would. To rewrite: mvn -Pformat test-compile");
            System.exit(1);
        }
    }

    private static int run(String mode, List<String> files, PrintWriter out) {
        List<String> arguments = new ArrayList<>(STYLE);
        arguments.add(mode);
        arguments.addAll(files);
        ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
        int status =
                formatter.run(
                        out, new PrintWriter(System.err, true), arguments.toArray(String[]::new));
        out.flush();
        return status;
    }

    private static List<String> javaFilesBelow(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.map(Path::toString)
                    .filter(path -> path.endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
