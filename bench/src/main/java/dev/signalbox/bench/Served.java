package dev.signalbox.bench;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateSession;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A server of the distribution, as a process of its own on a free port.
final class Served implements AutoCloseable {
    private final Process process;
    private final Path data;
    private final SignalboxClient client;

    private Served(Process process, Path data, SignalboxClient client) {
        this.process = process;
        this.data = data;
        this.client = client;
    }

    static Served start(Path home, Path data) throws IOException {
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
        return new Served(process, data, new SignalboxClient(url, token));
    }

    SignalboxClient client() {
        return client;
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
        for (var session : client.sessions(dev.signalbox.client.SessionsQuery.ALL).items()) {
            client.deleteSession(session.id());
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
