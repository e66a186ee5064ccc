package dev.signalbox.agent;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.Map;

/// What tests open drivers with.
public final class Specs {
    private Specs() {}

    public static ObjectNode options(String json) {
        try {
            return ProtocolJson.readObject(json.replace('\'', '"'));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static AgentSpec in(Path folder, String options) {
        return in(folder, options, null, Map.of());
    }

    public static AgentSpec in(
            Path folder, String options, Path executable, Map<String, String> remembered) {
        return new AgentSpec(
                "session",
                folder,
                folder,
                folder.resolve("home"),
                folder.resolve("tmp"),
                options(options),
                executable,
                Map.of("PATH", ""),
                remembered);
    }
}
