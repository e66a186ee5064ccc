package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Requests.CreateKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Secrets as REST gives and takes them.
class SecretsTest {
    private static final String PATH = "/api/v1/secrets";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private TestServer.Reply put(String path, String token, String value) {
        return server.send(
                server.request(PATH + path, token)
                        .header("Content-Type", "application/json")
                        .PUT(
                                java.net.http.HttpRequest.BodyPublishers.ofString(
                                        "{\"value\":\"" + value + "\"}"))
                        .build());
    }

    private String admin(String tenant) {
        var key = new CreateKey("boss of " + tenant, List.of("admin"), null, null);
        return String.valueOf(server.keys.create(key, tenant, By.principal("admin")).token());
    }

    @Test
    void aSecretIsSetListedAndRemovedAndItsValueIsNeverShown() {
        assertThat(put("/github", TestServer.TOKEN, "hidden value").status()).isEqualTo(201);
        var again = put("/github", TestServer.TOKEN, "other value");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.http().body()).doesNotContain("value");
        assertThat(server.secrets.value("default", "github")).isEqualTo("other value");
        var list = server.get(PATH);
        assertThat(list.json().path("items").path(0).path("name").asString()).isEqualTo("github");
        assertThat(list.json().path("items").path(0).path("by").path("principal").asString())
                .isEqualTo("admin");
        assertThat(list.http().body()).doesNotContain("value");

        assertThat(server.method("DELETE", PATH + "/github", "").status()).isEqualTo(204);
        var gone = server.method("DELETE", PATH + "/github", "");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.detail()).contains("no secret 'github' in tenant 'default'");
        assertThat(server.get(PATH).json().path("items").isEmpty()).isTrue();
        assertThat(put("/github", TestServer.TOKEN, "v").status()).isEqualTo(201); // Works again.
    }

    @Test
    void administratorsOfATenantReachItsSecretsOnly() {
        String acme = admin("acme");
        String other = admin("other");
        assertThat(put("/github", acme, "of acme").status()).isEqualTo(201);
        assertThat(put("/github", other, "of other").status()).isEqualTo(201);
        assertThat(put("/github?tenant=other", acme, "x").code()).isEqualTo("FORBIDDEN");
        assertThat(put("/github?tenant=acme", TestServer.TOKEN, "new").status()).isEqualTo(200);
        assertThat(put("/github?tenant=a%20b", TestServer.TOKEN, "x").code())
                .isEqualTo("BAD_REQUEST");
        assertThat(server.secrets.value("acme", "github")).isEqualTo("new");
        assertThat(server.secrets.value("other", "github")).isEqualTo("of other");
        assertThat(server.send(server.request(PATH, acme).build()).http().body())
                .contains("acme")
                .doesNotContain("other");
        assertThat(server.get(PATH).json().path("items").size()).isEqualTo(2);
    }

    @Test
    void aValueThatIsRefusedIsNotQuoted() {
        for (var body :
                List.of(
                        "{\"value\":[\"top secret\"]}",
                        "{\"value\":\"top secret\",}",
                        "{\"value\":\"top secret",
                        "{\"value\":\"top secret\\u0000\"}",
                        "\"top secret\"")) {
            var reply = server.method("PUT", PATH + "/github", body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.http().body()).doesNotContain("top secret");
        }
        assertThat(put("/github", TestServer.TOKEN, "v").status()).isEqualTo(201); // Works again.
    }
}
