package dev.signalbox.journal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;

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

    private final Closeable server;
    private final int port;

    private PostgresServer(Closeable server, int port) {
        this.server = server;
        this.port = port;
    }

    static PostgresServer start() throws IOException {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        boolean isForced = Boolean.getBoolean("signalbox.test.postgresAsNobody");
        if (isForced || (isRoot && !LinuxUtils.isUnshareAvailable())) {
            return startAsNobody();
        }
        var postgres = EmbeddedPostgres.start();
        return new PostgresServer(postgres, postgres.getPort());
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
        var out = child.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("PostgreSQL did not start as nobody; see stderr");
        }
        return new PostgresServer(() -> end(child, directory), Integer.parseInt(line));
    }

    /// The parts that the child needs, where nobody may read them.
    private static String readableClassPath(Path directory) throws IOException {
        var classPath = new ArrayList<String>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var from = Path.of(part);
            boolean isForeign = part.matches(".*(darwin|windows|alpine).*");
            if (Files.isRegularFile(from) && !isForeign) {
                classPath.add(share(from, directory).toString());
            } else if (Files.exists(from.resolve(classFile()))) {
                var to = directory.resolve("classes").resolve(classFile());
                Files.createDirectories(to.getParent());
                share(from.resolve(classFile()), to.getParent());
                classPath.add(directory.resolve("classes").toString());
            }
        }
        return String.join(File.pathSeparator, classPath);
    }

    private static String classFile() {
        return PostgresServer.class.getName().replace('.', '/') + ".class";
    }

    private static Path share(Path file, Path directory) throws IOException {
        var to = directory.resolve(file.getFileName());
        try {
            return Files.createLink(to, file);
        } catch (FileSystemException | UnsupportedOperationException _) {
            return Files.copy(file, to); // Another file system, or one without links.
        }
    }

    private static void end(Process child, Path directory) throws IOException {
        child.getOutputStream().close();
        child.onExit().join();
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// The child: prints the port, and stops the server when its input ends.
    public static void main(String[] args) throws IOException {
        try (var postgres = EmbeddedPostgres.start()) {
            System.out.println(postgres.getPort());
            while (System.in.read() >= 0) {
                // Nothing is said here; the end is what counts.
            }
        }
    }
}
