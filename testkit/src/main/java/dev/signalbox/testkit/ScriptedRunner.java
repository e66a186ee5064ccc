package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A runner that follows a script instead of its contract: a process with a session directory, a
/// socket and no agent, which says to each server that attaches what the script has for it.
///
/// A script is a JSON list of lives, a life a list of connections, a connection a list of steps. A
/// file beside the script counts the lives; the last life serves for all that follow, and so does the
/// last connection of a life. After its last step a connection is closed.
///
/// | step | |
/// |---|---|
/// | `{"awaitAttach": true}` | reads the attach; counts on from its `after` if that is further |
/// | `{"hello": {"protocol": 2}}` | a hello, with these fields changed |
/// | `{"event": {…}}`, `{"event": {…}, "offset": 5}` | an event at the next offset, or one that lies about it |
/// | `{"spooled": true}` | every event so far that the server does not have |
/// | `{"countFrom": 1}` | the next offset |
/// | `{"raw": "text", "newline": true}` | any line |
/// | `{"bytewise": true}` | from here on every byte is written by itself |
/// | `{"malformed": 20000, "seed": 1}` | that many lines of [MalformedLines]: whole lines, and events with true offsets |
/// | `{"flood": 10000}` | that many log events |
/// | `{"serve": true}` | keeps the contract until the server goes: a query is answered with a text |
/// | `{"deaf": true}` | reads nothing more, for ever |
/// | `{"hangUp": true}`, `{"exit": 3}` | closes the connection, ends the process |
public final class ScriptedRunner {
    private final List<List<RunnerStep>> connections = new ArrayList<>();
    private final List<Spooled> spool = new ArrayList<>();
    private long nextOffset = 1;

    /// A line that was said.
    record Spooled(long offset, byte[] line) {}

    private ScriptedRunner(JsonNode life) {
        life.forEach(steps -> connections.add(RunnerStep.parse(steps)));
        if (connections.isEmpty()) {
            throw new IllegalArgumentException("the script has no connections");
        }
    }

    /// Plays the script named first: `SCRIPT --session-dir DIR`.
    public static void main(String[] args) throws IOException {
        var script = Path.of(args[0]);
        var lives = Json.parse(Files.readString(script));
        var runner = new ScriptedRunner(lives.path(Math.min(life(script), lives.size() - 1)));
        runner.listen(Path.of(args[2]).resolve("run"));
    }

    /// The command that starts this runner, to which a server adds the session directory.
    public static List<String> command(Path script) {
        return ScriptedAgent.java(ScriptedRunner.class, script);
    }

    /// Writes a script and gives the command that plays it.
    public static List<String> command(Path script, String json) throws IOException {
        Files.writeString(script, json);
        return command(script);
    }

    /// Counts the lives, from 0.
    private static int life(Path script) throws IOException {
        var counter = script.resolveSibling(script.getFileName() + ".lives");
        int life = Files.exists(counter) ? Integer.parseInt(Files.readString(counter)) : 0;
        Files.writeString(counter, String.valueOf(life + 1));
        return life;
    }

    private void listen(Path run) throws IOException {
        Path socket = run.resolve("runner.sock");
        if (socket.toString().length() > 100) {
            socket = Files.createTempDirectory("sbx").resolve("runner.sock");
        }
        Files.deleteIfExists(socket);
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            publish(run.resolve("runner.pid"), String.valueOf(ProcessHandle.current().pid()));
            publish(run.resolve("socket"), socket.toString());
            for (int number = 0; ; number++) {
                SocketChannel channel = server.accept();
                var steps = connections.get(Math.min(number, connections.size() - 1));
                Thread.ofPlatform()
                        .name("connection-" + number)
                        .daemon()
                        .start(new RunnerPlayer(this, channel, steps));
            }
        }
    }

    private static void publish(Path file, String text) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text + "\n");
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    // ---- what the connections share

    synchronized long nextOffset() {
        return nextOffset;
    }

    synchronized void countFrom(long offset) {
        nextOffset = offset;
    }

    synchronized void attached(long after) {
        nextOffset = Math.max(nextOffset, after + 1);
    }

    /// Takes an event.
    synchronized byte[] spool(byte[] event) {
        var line = RunnerPlayer.line(nextOffset, event);
        spool.add(new Spooled(nextOffset++, line));
        return line;
    }

    synchronized List<byte[]> spooled(long after) {
        return spool.stream().filter(one -> one.offset() > after).map(Spooled::line).toList();
    }
}
