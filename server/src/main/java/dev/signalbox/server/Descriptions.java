package dev.signalbox.server;

import dev.signalbox.protocol.ProtocolJson;

import io.javalin.config.RoutesConfig;

import tools.jackson.dataformat.yaml.YAMLMapper;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What describes the server to machines: `openapi.yaml` for REST and `asyncapi.yaml` for the
/// WebSocket, both also as JSON. Open to everybody; the same for everybody.
final class Descriptions {
    private static final String YAML = "application/yaml";
    private static final List<String> NAMES = List.of("openapi", "asyncapi");

    /// Made when first asked for: most servers never are.
    private static final class AsJson {
        static final Map<String, byte[]> CONTENT =
                NAMES.stream().collect(Collectors.toMap(name -> name, AsJson::convert));

        private static byte[] convert(String name) {
            return ProtocolJson.writeBytes(new YAMLMapper().readTree(yaml(name)));
        }
    }

    private Descriptions() {}

    static void addTo(RoutesConfig routes) {
        for (String name : NAMES) {
            byte[] content = yaml(name);
            routes.get("/" + name + ".yaml", http -> http.contentType(YAML).result(content));
            routes.get(
                    "/" + name + ".json",
                    http ->
                            http.contentType("application/json")
                                    .result(AsJson.CONTENT.getOrDefault(name, new byte[0])));
        }
    }

    private static byte[] yaml(String name) {
        return Resources.read(name + ".yaml");
    }
}
