package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The scripted agent's two pipes. A thread reads commands; the player takes them and writes events.
///
/// An interrupt of the running query that is not ignored interrupts the player's thread.
final class AgentChannel {
    private static final int COMMANDS_MAX = 1_000;
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

    private final Thread player;
    private final OutputStream out =
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>(COMMANDS_MAX);

    /// Touched by the player only.
    private final Map<String, String> variables = new HashMap<>();

    /// Guarded by `this`, as is `ignoresInterrupt`.
    private @Nullable String activeQuery;

    private boolean ignoresInterrupt;

    private sealed interface Input {
        record Command(String type, JsonNode json) implements Input {}

        record End() implements Input {}
    }

    AgentChannel(Thread player) {
        this.player = player;
        variables.put("pid", String.valueOf(ProcessHandle.current().pid()));
        Thread.ofPlatform().name("agent-stdin").daemon().start(this::readCommands);
    }

    private void readCommands() {
        try (var in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank()) {
                    take(Json.parse(line));
                }
            }
            inputs.put(new Input.End());
        } catch (IOException | InterruptedException e) {
            System.err.println("agent stopped reading: " + e);
        }
    }

    private void take(JsonNode command) throws InterruptedException {
        var type = command.path("type").asString("");
        if (!type.equals("interrupt") || !interrupt(command.path("queryId").asString(""))) {
            inputs.put(new Input.Command(type, command));
        }
    }

    private synchronized boolean interrupt(String queryId) {
        if (ignoresInterrupt || !queryId.equals(activeQuery)) {
            return false;
        }
        player.interrupt();
        return true;
    }

    synchronized void ignoreInterrupt(boolean ignored) {
        ignoresInterrupt = ignored;
    }

    synchronized @Nullable String activeQuery() {
        return activeQuery;
    }

    /// From here on the query cannot be interrupted; an interrupt that has just come is forgotten.
    private synchronized void activeQuery(@Nullable String queryId) {
        activeQuery = queryId;
        if (queryId == null && Thread.interrupted()) {
            System.err.println("an interrupt came as the query ended");
        }
    }

    /// Waits for a command and drops those before it.
    ///
    /// @return false at the end of input
    boolean await(String commandType) throws InterruptedException {
        while (true) {
            var input = inputs.take();
            if (input instanceof Input.End) {
                inputs.put(input);
                return false;
            }
            if (input instanceof Input.Command(var type, var json) && type.equals(commandType)) {
                json.properties().forEach(f -> variables.put(f.getKey(), text(f.getValue())));
                if (type.equals("start_query")) {
                    activeQuery(json.path("queryId").asString(""));
                }
                return true;
            }
        }
    }

    /// Waits for the end of input.
    void awaitEnd() throws InterruptedException {
        while (!(inputs.take() instanceof Input.End)) {
            // Commands that the script does not wait for.
        }
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.asString() : Json.write(value);
    }

    void emit(JsonNode event) throws IOException {
        emit(event, Map.of());
        flush();
    }

    /// Like the other, but leaves the event in the buffer.
    void emit(JsonNode event, Map<String, String> more) throws IOException {
        if (event.path("type").asString("").equals("query_ended")) {
            activeQuery(null);
        }
        write(Json.write(Json.mapStrings(event, text -> fill(text, more))) + "\n");
    }

    private String fill(String text, Map<String, String> more) {
        return VARIABLE.matcher(text)
                .replaceAll(m -> Matcher.quoteReplacement(value(m.group(1), m.group(), more)));
    }

    private String value(String name, String otherwise, Map<String, String> more) {
        return more.getOrDefault(name, variables.getOrDefault(name, otherwise));
    }

    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void flush() throws IOException {
        out.flush();
    }
}
