package dev.signalbox.runner;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What drivers asked to be kept for the drivers after them, such as an agent's own session id. On
/// disk at once. Owned by the agent loop.
final class RememberedFacts {
    private final Path file;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private boolean isUnwritten;
    private boolean isFailing;

    private RememberedFacts(Path file) {
        this.file = file;
    }

    static RememberedFacts open(Path file) throws IOException {
        var remembered = new RememberedFacts(file);
        if (Files.exists(file)) {
            try {
                ProtocolJson.readObject(Files.readAllBytes(file))
                        .properties()
                        .forEach(fact ->
                                remembered.facts.put(fact.getKey(), fact.getValue().asString("")));
            } catch (ProtocolException e) {
                RunnerLog.warn("what was remembered in " + file + " is lost: " + e.getMessage());
            }
        }
        return remembered;
    }

    Map<String, String> all() {
        return Map.copyOf(facts);
    }

    void put(String key, String value) {
        if (value.equals(facts.put(key, value))) {
            return;
        }
        isUnwritten = true;
        write();
    }

    /// Writes what the disk has not taken; called now and then.
    void write() {
        if (!isUnwritten) {
            return;
        }
        var json = ProtocolJson.object();
        facts.forEach(json::put);
        try {
            SessionFiles.replace(file, ProtocolJson.write(json));
            isUnwritten = false;
            isFailing = false;
        } catch (IOException e) {
            if (!isFailing) {
                isFailing = true;
                RunnerLog.warn("cannot write " + file + " for now: " + e);
            }
        }
    }
}
