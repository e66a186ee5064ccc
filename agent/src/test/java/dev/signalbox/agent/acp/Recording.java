package dev.signalbox.agent.acp;

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

/// A recorded native output of an agent, and what the converter makes of it.
///
/// @param name the folder and the file, such as `acp-gemini/multi-turn`
/// @param perLine the events that each line gave
record Recording(
        String name,
        List<ObjectNode> lines,
        List<List<StreamEvent>> perLine,
        List<StreamEvent> events) {
    private static final String FOLDER = "/recordings/";

    static Recording read(String name) {
        var converter = new AcpConverter();
        var lines = new ArrayList<ObjectNode>();
        var perLine = new ArrayList<List<StreamEvent>>();
        var events = new ArrayList<StreamEvent>();
        for (var line : resource(FOLDER + name + ".jsonl").lines().toList()) {
            try {
                lines.add(ProtocolJson.readObject(line));
            } catch (ProtocolException e) {
                throw new IllegalStateException(e);
            }
            perLine.add(converter.line(line.getBytes(StandardCharsets.UTF_8)));
            events.addAll(perLine.getLast());
        }
        events.addAll(converter.end());
        return new Recording(name, lines, perLine, events);
    }

    static List<String> names(String folder) {
        var path = Path.of(Recording.class.getResource(FOLDER + folder).getPath());
        try (var files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".jsonl") && !file.endsWith(".in.jsonl"))
                    .map(file -> folder + "/" + file.substring(0, file.length() - 6))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String path) {
        try (var in = Recording.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
