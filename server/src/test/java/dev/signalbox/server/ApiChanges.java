package dev.signalbox.server;

import dev.signalbox.server.ApiFile.Operation;

import tools.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// What in a newer description of the interface breaks clients of an older one.
///
/// Breaking are: a path, method, status or field of an answer that is gone, an answer's field that
/// may now be absent, and a field of a request that is now required.
final class ApiChanges {
    private final ApiFile old;
    private final ApiFile now;
    private final Set<String> breaking = new TreeSet<>();

    private ApiChanges(ApiFile old, ApiFile now) {
        this.old = old;
        this.now = now;
    }

    /// The breaking changes, one line each, as the changelog has to name them.
    static Set<String> breaking(ApiFile old, ApiFile now) {
        var changes = new ApiChanges(old, now);
        for (var before : old.operations()) {
            var after =
                    now.operations().stream()
                            .filter(it -> it.name().equals(before.name()))
                            .findFirst();
            after.ifPresentOrElse(
                    it -> changes.compare(before, it), () -> changes.breaking.add(before.name()));
        }
        return changes.breaking;
    }

    private void compare(Operation before, Operation after) {
        String json = "/content/application~1json/schema";
        request(
                before.name(),
                before.node().path("requestBody").at(json),
                after.node().path("requestBody").at(json));
        for (var response : before.node().path("responses").properties()) {
            String name = before.name() + " " + response.getKey();
            var answer = after.node().path("responses").path(response.getKey());
            if (answer.isMissingNode()) {
                breaking.add(name);
                continue;
            }
            for (var content : old.resolve(response.getValue()).path("content").properties()) {
                var later = now.resolve(answer).path("content").path(content.getKey());
                answer(
                        name,
                        content.getValue().path("schema"),
                        later.path("schema"),
                        new HashSet<>());
            }
        }
    }

    private void request(String name, JsonNode before, JsonNode after) {
        var required = required(now.resolve(after));
        required.removeAll(required(old.resolve(before)));
        required.forEach(field -> breaking.add(name + " requires " + field));
    }

    private void answer(String name, JsonNode before, JsonNode after, Set<String> visited) {
        if (!visited.add(before.path("$ref").asString(name))) {
            return;
        }
        var was = old.resolve(before);
        var is = now.resolve(after);
        var required = required(was);
        required.removeAll(required(is));
        required.forEach(field -> breaking.add(name + " may lack " + field));
        for (var property : was.path("properties").properties()) {
            String field = name + " " + property.getKey();
            var later = is.path("properties").path(property.getKey());
            if (later.isMissingNode()) {
                breaking.add(field);
            } else {
                answer(field, property.getValue(), later, visited);
            }
        }
        if (was.has("items")) {
            answer(name + "[]", was.path("items"), is.path("items"), visited);
        }
        for (int i = 0; i < was.path("oneOf").size(); i++) {
            answer(name + "|" + i, was.path("oneOf").get(i), is.path("oneOf").path(i), visited);
        }
    }

    private static Set<String> required(JsonNode schema) {
        var names = new TreeSet<String>();
        schema.path("required").forEach(it -> names.add(it.stringValue()));
        return names;
    }
}
