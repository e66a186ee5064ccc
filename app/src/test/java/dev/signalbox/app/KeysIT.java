package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Keys as they are made, used and revoked from the command line.
class KeysIT {
    private static final String TOKEN = "SIGNALBOX_TOKEN";

    @TempDir Path folder;

    private Distribution signalbox;

    @RegisterExtension final AfterTestExecutionCallback onFailure = test -> signalbox.explain(test);

    @BeforeEach
    void prepare() {
        signalbox = new Distribution(folder);
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    @Test
    void aKeyWorksUntilItIsRevokedAcrossARestartAndTheNextOneWorksAgain() throws Exception {
        var server = signalbox.serve();
        var key = create("--expires", "30d");
        String token = key.path("token").asString();
        String id = key.path("id").asString();
        assertThat(token).startsWith("sbk_" + id + "_");

        signalbox.with(TOKEN, token);
        assertThat(signalbox.run("ls").succeeded().stdout()).contains("no sessions");
        signalbox.run("keys").failed(1, "FORBIDDEN");

        server.kill();
        var _ = signalbox.serve();
        assertThat(signalbox.run("ls").succeeded().stdout()).contains("no sessions");

        signalbox.with(TOKEN, "");
        assertThat(signalbox.run("keys", "list").succeeded().stdout())
                .contains(id, "valid", "viewer", "acme", "vera")
                .doesNotContain(token);
        assertThat(signalbox.run("keys", "revoke", id).succeeded().stdout()).contains(id);
        assertThat(signalbox.run("keys").succeeded().stdout()).contains("revoked");
        signalbox.run("keys", "revoke", "nothing").failed(1, "NOT_FOUND");
        var file = signalbox.data().resolve("keys.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        signalbox.with(TOKEN, token);
        signalbox.run("ls").failed(1, "UNAUTHENTICATED");

        signalbox.with(TOKEN, "");
        signalbox.with(TOKEN, create().path("token").asString());
        signalbox.run("ls").succeeded(); // And it works again.
    }

    @Test
    void aSignInLinkSignsABrowserInOnceAndTheNextOneWorksAgain() throws Exception {
        var _ = signalbox.serve();
        try (var browser = HttpClient.newHttpClient()) {
            var first = URI.create(signalbox.run("signin").succeeded().stdout().strip());
            assertThat(first.getFragment()).startsWith("ticket=sbt_");
            assertThat(follow(browser, first)).isEqualTo(200);
            assertThat(follow(browser, first)).isEqualTo(401);
            var next = URI.create(signalbox.run("signin").succeeded().stdout().strip());
            assertThat(follow(browser, next)).isEqualTo(200);
        }
        signalbox.run("signin", "--json").succeeded();
    }

    /// As the page does: the ticket goes in a body.
    private static int follow(HttpClient browser, URI link) throws Exception {
        var page = HttpRequest.newBuilder(link).build();
        assertThat(browser.send(page, BodyHandlers.ofString()).body()).contains("/signin.js");
        String ticket = link.getFragment().substring("ticket=".length());
        var post =
                HttpRequest.newBuilder(link.resolve("/api/v1/signin"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"ticket\":\"" + ticket + "\"}"))
                        .build();
        return browser.send(post, BodyHandlers.discarding()).statusCode();
    }

    private JsonNode create(String... more) throws Exception {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "keys",
                                "create",
                                "--json",
                                "--role",
                                "viewer",
                                "--name",
                                "vera",
                                "--tenant",
                                "acme"));
        arguments.addAll(List.of(more));
        return json(signalbox.run(arguments.toArray(String[]::new)));
    }

    private static JsonNode json(Distribution.Result result) throws ProtocolException {
        return ProtocolJson.readObject(result.succeeded().stdout().strip());
    }

    @Test
    void whatIsNoKeyIsSaidInOneLine() throws Exception {
        var _ = signalbox.serve();
        signalbox
                .run("keys", "create", "--role", "viewer", "--name", "x", "--expires", "soon")
                .failed(2, "BAD_REQUEST");
        signalbox.run("keys", "create", "--role", "boss", "--name", "x").failed(2, "BAD_REQUEST");
        signalbox.run("keys", "create", "--name", "x").failed(2, "BAD_REQUEST");
        assertThat(signalbox.run("keys").succeeded().stdout()).contains("no keys");
    }
}
