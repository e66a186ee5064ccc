package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Requests.CreateKey;

import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/// Whose answers an `Idempotency-Key` gives again.
class IdempotencyScopeTest {
    private static String token(TestServer server, String name, String tenant) {
        var key = new CreateKey(name, List.of("admin"), null, null);
        return String.valueOf(server.keys.create(key, tenant, By.principal("admin")).token());
    }

    private static TestServer.Reply makeKey(TestServer server, String token, String name) {
        return server.send(
                server.request("/api/v1/keys", token)
                        .header("Idempotency-Key", "the-key")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"name\":\"" + name + "\",\"roles\":[\"viewer\"]}"))
                        .build());
    }

    @Test
    void twoTenantsPrincipalsOfOneNameSeeNothingOfOneAnothersAnswers() {
        try (var server = new TestServer()) {
            String ours = token(server, "boss", "acme");
            String theirs = token(server, "boss", "other");
            var first = makeKey(server, ours, "ci");
            var foreign = makeKey(server, theirs, "ci");
            assertThat(first.status()).isEqualTo(201);
            assertThat(foreign.status()).isEqualTo(201);
            assertThat(foreign.header("Idempotency-Replayed")).isNull();
            assertThat(foreign.json().path("tenant").asString()).isEqualTo("other");
            assertThat(foreign.json().path("token")).isNotEqualTo(first.json().path("token"));
            // Another body under the same key is no conflict with the other tenant's.
            assertThat(makeKey(server, token(server, "boss", "third"), "else").status())
                    .isEqualTo(201);

            var again = makeKey(server, token(server, "boss", "acme"), "ci");
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(again.json()).isEqualTo(first.json());
            assertThat(makeKey(server, ours, "else").code()).isEqualTo("IDEMPOTENCY_CONFLICT");
        }
    }
}
