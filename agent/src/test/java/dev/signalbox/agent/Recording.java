package dev.signalbox.agent;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A recorded native output of an agent, and what a converter makes of it.
///
/// @param name the folder and the file, such as `acp-gemini/multi-turn`
/// @param perLine the events that each line gave
public record Recording(
        String name,
        List<ObjectNode> lines,
        List<List<StreamEvent>> perLine,
        List<StreamEvent> events) {
    private static final Path FOLDER = Path.of("src/test/resources/recordings");

    public static Recording read(NativeConverter converter, String name) {
        var lines = new ArrayList<ObjectNode>();
        var perLine = new ArrayList<List<StreamEvent>>();
        var events = new ArrayList<StreamEvent>();
        try {
            for (var line : Files.readAllLines(FOLDER.resolve(name + ".jsonl"))) {
                lines.add(ProtocolJson.readObject(line));
                perLine.add(converter.line(line.getBytes(StandardCharsets.UTF_8)));
                events.addAll(perLine.getLast());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
        events.addAll(converter.end());
        return new Recording(name, lines, perLine, events);
    }

    /// The recordings of a folder, without its name.
    public static List<String> names(String folder) {
        try (var files = Files.list(FOLDER.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".jsonl") && !file.endsWith(".in.jsonl"))
                    .map(file -> file.substring(0, file.length() - ".jsonl".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The events as the converter's users print them.
    public String json() {
        var json = new StringBuilder();
        for (var event : events) {
            json.append(ProtocolJson.write(event)).append('\n');
        }
        return json.toString();
    }

    public <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
