package dev.signalbox.server;

import io.javalin.config.RoutesConfig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// What describes the server to machines: `openapi.yaml` for REST and `asyncapi.yaml` for the
/// WebSocket. Open to everybody; the same for everybody.
final class Descriptions {
    private static final String YAML = "application/yaml";
    private static final List<String> FILES = List.of("openapi.yaml", "asyncapi.yaml");

    private Descriptions() {}

    static void addTo(RoutesConfig routes) {
        for (String file : FILES) {
            byte[] content = read(file);
            routes.get("/" + file, http -> http.contentType(YAML).result(content));
        }
    }

    private static byte[] read(String file) {
        try (InputStream in = Descriptions.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the build has no " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
