package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Secrets that sessions name.
class AgentSecretsTest {
    private static final String OPTIONS =
            "{\"env\":{\"TOKEN\":{\"secret\":\"github\"},\"PLAIN\":\"as it is\"}}";

    @TempDir Path dir;
    private HostFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new HostFixture(dir);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String create(String options) throws ProtocolException {
        return fixture.host
                .create(
                        new CreateSession("fake", null, null, object(options), null, null, null),
                        "default",
                        HostFixture.ANNA)
                .session()
                .id();
    }

    private static tools.jackson.databind.node.ObjectNode object(String json)
            throws ProtocolException {
        return ProtocolJson.readObject(json);
    }

    private Map<String, String> given(int start) {
        HostFixture.awaitTrue(() -> fixture.environments.started.size() == start);
        return fixture.environments.started.get(start - 1).environment();
    }

    @Test
    void eachStartGetsTheValueOfItsTimeAndOneThatIsGoneFailsItUntilItIsBack() throws Exception {
        fixture.secrets.put("default/github", "first value");
        String id = create(OPTIONS);
        fixture.complete(id, answered(id));
        assertThat(given(1))
                .containsEntry("TOKEN", "first value")
                .containsEntry("PLAIN", "as it is");
        assertThat(fixture.environments.started.getFirst().runner().env())
                .containsExactlyInAnyOrder("TOKEN", "PLAIN");

        fixture.secrets.put("default/github", "second value");
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        assertThat(given(2)).containsEntry("TOKEN", "second value");
        var _ = fixture.runner(id);

        fixture.secrets.clear();
        fixture.host.environment(id, EnvironmentAction.RESTART, HostFixture.ANNA);
        HostFixture.awaitTrue(() -> fixture.statusIs(id, "error"));
        assertThat(fixture.environments.started).hasSize(2);
        var status = fixture.host.session(id).runtime().executionEnvironment();
        assertThat(String.valueOf(status.statusMessage()))
                .contains("no secret 'github'", "TOKEN", "signalbox secrets set github");

        fixture.secrets.put("default/github", "third value");
        fixture.complete(id, answered(id)); // And it works again.
        assertThat(given(3)).containsEntry("TOKEN", "third value");
        for (var event : fixture.events(id)) {
            assertThat(ProtocolJson.write(event.event())).doesNotContain(" value");
        }
        fixture.assertReplayEqualsLive(id);
    }

    /// @return the query
    private String answered(String id) {
        String query = fixture.send(id, "go").queryId();
        var _ = fixture.runner(id);
        return query;
    }

    @Test
    void aSecretThatIsNotThereIsSaidWhenASessionIsMadeOrChanged() throws Exception {
        fixture.secrets.put("other/github", "of another tenant");
        assertThatThrownBy(() -> create(OPTIONS))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION))
                .hasMessageContaining("no secret 'github' in tenant 'default'");
        String id = create("{}");
        assertThatThrownBy(() -> patch(id, OPTIONS)).hasMessageContaining("no secret 'github'");
        assertThatThrownBy(() -> create("{\"env\":{\"A\":{\"secret\":1}}}"))
                .hasMessageContaining("options.env.A must be a string, or {\"secret\"");
        fixture.secrets.put("default/github", "there");
        patch(id, OPTIONS);
        fixture.complete(id, answered(id)); // And it works again.
        assertThat(given(1)).containsEntry("TOKEN", "there");
    }

    private void patch(String id, String options) {
        try {
            var _ =
                    fixture.host.patch(
                            id, new PatchSession(null, null, object(options)), HostFixture.ANNA);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void variablesThatAreTakenAwayAreGone() throws Exception {
        String id = create("{\"env\":{\"PLAIN\":\"as it is\"}}");
        patch(id, "{\"env\":null}");
        fixture.complete(id, answered(id));
        assertThat(given(1)).doesNotContainKey("PLAIN");
        assertThat(fixture.environments.started.getFirst().runner().env()).isEmpty();
    }

    @Test
    void variablesThatCannotBeReadFailTheStartInsteadOfLeavingItStarting() throws Exception {
        String id = create("{\"env\":{\"PLAIN\":\"as it is\"}}");
        var file = dir.resolve("sessions").resolve(id).resolve("env.json");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, "{".getBytes(StandardCharsets.UTF_8));
        String query = fixture.send(id, "go").queryId();
        HostFixture.awaitTrue(() -> fixture.ended(id, query));
        assertThat(fixture.statusIs(id, "error")).isTrue();

        Files.write(file, whole);
        fixture.complete(id, answered(id)); // And it works again.
    }
}
