package dev.signalbox.bench;

import dev.signalbox.client.SessionsQuery;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateSession;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server of the distribution, as a process of its own on a free port.
final class Served implements AutoCloseable {
    private static final Pattern ATTACHED =
            Pattern.compile("\"time\":\"([^\"]+)\".*runner attached session_id=");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private final Process process;
    private final long begunMillis;
    private final double listeningMillis;
    private final Path data;
    private final SignalboxClient client;
    private final URI url;
    private final String token;

    private Served(
            Process process,
            Path data,
            URI url,
            String token,
            long begunMillis,
            double listeningMillis) {
        this.begunMillis = begunMillis;
        this.listeningMillis = listeningMillis;
        this.process = process;
        this.data = data;
        this.client = new SignalboxClient(url, token);
        this.url = url;
        this.token = token;
    }

    static Served start(Path home, Path data) throws IOException {
        long begunMillis = System.currentTimeMillis();
        long begunNanos = System.nanoTime();
        var process =
                new ProcessBuilder(
                                home.resolve("bin/signalbox").toString(),
                                "serve",
                                "--port",
                                "0",
                                "--data",
                                data.toString())
                        .redirectError(data.resolve("server.err").toFile())
                        .start();
        var lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null || !line.startsWith("listening on ")) {
            process.destroy();
            throw new IOException(
                    "the server did not start: " + Files.readString(data.resolve("server.err")));
        }
        String token = Files.readString(data.resolve("token")).strip();
        var url = URI.create(line.substring("listening on ".length()).strip());
        double listeningMillis = BenchRunner.millisSince(begunNanos);
        return new Served(process, data, url, token, begunMillis, listeningMillis);
    }

    SignalboxClient client() {
        return client;
    }

    /// Where it listens.
    URI url() {
        return url;
    }

    /// The administrator's.
    String token() {
        return token;
    }

    /// A session whose agent is a [StampingAgent].
    String stampingSession() {
        var options = ProtocolJson.object();
        var command = options.putArray("command");
        StampingAgent.command().forEach(command::add);
        return client.createSession(
                        new CreateSession("exec", null, null, options, null, null, null))
                .id();
    }

    /// From the start of the process to the line that says that it listens.
    double listeningMillis() {
        return listeningMillis;
    }

    /// When it was attached to each runner so far, as its log says: milliseconds from the start of
    /// the process.
    List<Double> attachedMillis() {
        try (var lines = Files.lines(data.resolve("server.err"))) {
            return lines.map(ATTACHED::matcher)
                    .filter(Matcher::find)
                    .map(found ->
                            (double) (Instant.parse(found.group(1)).toEpochMilli() - begunMillis))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGKILL. On return it is dead, and its runners are not.
    void kill() throws InterruptedException {
        client.close();
        process.destroyForcibly().waitFor();
    }

    /// What the server's heap holds once it has collected its garbage; null where this Java has no
    /// `jcmd`.
    @Nullable Double heapAfterGcMegabytes() throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return null;
        }
        String pid = Long.toString(process.pid());
        said(jcmd, pid, "GC.run");
        return said(jcmd, pid, "GC.heap_info").stream()
                        .filter(line ->
                                !line.contains("Metaspace") && !line.contains("class space"))
                        .map(USED::matcher)
                        .filter(Matcher::find)
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .sum()
                / 1024.0;
    }

    private static List<String> said(Path program, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        process.waitFor();
        return lines;
    }

    /// Resident memory of the server.
    double residentMegabytes() throws IOException {
        for (String line :
                Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS of the server");
    }

    /// Ends the sessions' environments with the sessions, and then the server.
    @Override
    public void close() throws IOException {
        for (var page = client.sessions(SessionsQuery.ALL);
                !page.items().isEmpty();
                page = client.sessions(SessionsQuery.ALL)) {
            page.items().forEach(session -> client.deleteSession(session.id()));
        }
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the server did not end; its log is in " + data);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
