package dev.signalbox.journal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;

/// A PostgreSQL server of its own for a test, without Docker.
///
/// PostgreSQL refuses to run as root. As root it runs in a user namespace; where there are none,
/// as in many containers, a child JVM runs it as the user `nobody`.
final class PostgresServer implements Closeable {
    private static final String NOBODY = "65534";
    private static final String PACKAGE = PostgresServer.class.getPackageName().replace('.', '/');
    private static final String OWN_CLASSES = PostgresServer.class.getSimpleName();

    private final Power server;
    private final int port;

    private PostgresServer(Power server, int port) {
        this.server = server;
        this.port = port;
    }

    /// What a server can be made to do, wherever it runs.
    private interface Power extends Closeable {
        void stop() throws IOException;

        /// On the same data and the same port.
        void startAgain() throws IOException;
    }

    /// A server of this process.
    private static final class Local implements Power {
        private final Path data;
        private EmbeddedPostgres postgres;

        Local() throws IOException {
            data = Files.createTempDirectory("postgres-data");
            postgres = builder().start();
        }

        private EmbeddedPostgres.Builder builder() {
            return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
        }

        int port() {
            return postgres.getPort();
        }

        @Override
        public void stop() throws IOException {
            postgres.close();
        }

        @Override
        public void startAgain() throws IOException {
            postgres = builder().setPort(postgres.getPort()).start();
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            delete(data);
        }
    }

    static PostgresServer start() throws IOException {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        boolean isForced = Boolean.getBoolean("signalbox.test.postgresAsNobody");
        if (isForced || (isRoot && !LinuxUtils.isUnshareAvailable())) {
            return startAsNobody();
        }
        var local = new Local();
        return new PostgresServer(local, local.port());
    }

    /// Stops it; whoever is connected is cut off.
    void stop() throws IOException {
        server.stop();
    }

    /// Starts it where it was, with what it had.
    void startAgain() throws IOException {
        server.startAgain();
    }

    String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static PostgresServer startAsNobody() throws IOException {
        var directory =
                Files.createTempDirectory(
                        "journal-postgres",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxrwxrwx")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        var child =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid=" + NOBODY,
                                "--regid=" + NOBODY,
                                "--clear-groups",
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Djava.io.tmpdir=" + directory,
                                "-cp",
                                readableClassPath(directory),
                                PostgresServer.class.getName())
                        .directory(directory.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var nobody = new Nobody(child, directory);
        return new PostgresServer(nobody, Integer.parseInt(nobody.answer()));
    }

    /// A server in a child process, which is told what to do on its standard input.
    private static final class Nobody implements Power {
        private final Process child;
        private final Path directory;
        private final BufferedReader out;

        Nobody(Process child, Path directory) {
            this.child = child;
            this.directory = directory;
            this.out = child.inputReader(StandardCharsets.UTF_8);
        }

        String answer() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("PostgreSQL did not start or stop as nobody; see stderr");
            }
            return line;
        }

        private void tell(char what) throws IOException {
            child.getOutputStream().write(what);
            child.getOutputStream().flush();
            var _ = answer();
        }

        @Override
        public void stop() throws IOException {
            tell('-');
        }

        @Override
        public void startAgain() throws IOException {
            tell('+');
        }

        @Override
        public void close() throws IOException {
            child.getOutputStream().close();
            child.onExit().join();
            delete(directory);
        }
    }

    /// The parts that the child needs, where nobody may read them.
    private static String readableClassPath(Path directory) throws IOException {
        var classPath = new ArrayList<String>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var from = Path.of(part);
            boolean isForeign = part.matches(".*(darwin|windows|alpine).*");
            if (Files.isRegularFile(from) && !isForeign) {
                classPath.add(share(from, directory).toString());
            } else if (Files.exists(from.resolve(PACKAGE).resolve(OWN_CLASSES + ".class"))) {
                classPath.add(shareOwnClasses(from, directory.resolve("classes")).toString());
            }
        }
        return String.join(File.pathSeparator, classPath);
    }

    /// This class and those inside it.
    private static Path shareOwnClasses(Path from, Path to) throws IOException {
        var folder = Files.createDirectories(to.resolve(PACKAGE));
        try (var own =
                Files.newDirectoryStream(from.resolve(PACKAGE), OWN_CLASSES + "{,$*}.class")) {
            for (var file : own) {
                var _ = share(file, folder);
            }
        }
        return to;
    }

    private static Path share(Path file, Path directory) throws IOException {
        var to = directory.resolve(file.getFileName());
        try {
            return Files.createLink(to, file);
        } catch (FileSystemException | UnsupportedOperationException _) {
            return Files.copy(file, to); // Another file system, or one without links.
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// The child: prints the port at the start and after each thing done; ends with its input.
    public static void main(String[] args) throws IOException {
        try (var postgres = new Local()) {
            System.out.println(postgres.port());
            for (int what = System.in.read(); what >= 0; what = System.in.read()) {
                if (what == '-') {
                    postgres.stop();
                } else {
                    postgres.startAgain();
                }
                System.out.println(postgres.port());
            }
        }
    }
}
