package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.testkit.FaultyDisk;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Disks that are really full while an agent is at work: that of the journal, that of the runner,
/// and one that both are on. The server is never started anew.
class FullDiskIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int DELTAS_BEFORE = 10;
    private static final int CHUNKS = 150;

    @TempDir Path folder;

    private final Received received = new Received();
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

    /// A query under way, some of which has been shown.
    private record AtWork(ServerProcess server, String session, String query) {}

    private AtWork atWork(String... arguments) throws IOException {
        var server = signalbox.serve(arguments);
        var options = ProtocolJson.object().put("chunks", CHUNKS).put("delayMs", 10);
        var id =
                server.client()
                        .createSession(
                                new Requests.CreateSession(
                                        "demo", null, null, options, null, null, null))
                        .id();
        var _ = server.client().subscribe(id, SubscribeOptions.after(0), received);
        var query = server.client().sendMessage(id, "hello").queryId();
        received.awaitDeltas(DELTAS_BEFORE);
        return new AtWork(server, id, query);
    }

    private static HttpResponse<String> ready(ServerProcess server) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(server.url().resolve("/readyz")).build();
            return http.send(request, BodyHandlers.ofString());
        }
    }

    private static void awaitReady(ServerProcess server, boolean isReady) {
        await().atMost(LONG).until(() -> (ready(server).statusCode() == 200) == isReady);
    }

    private static void assertRefusesWhatItCannotWrite(AtWork at) throws Exception {
        assertThat(ready(at.server()).body()).contains("JOURNAL_UNAVAILABLE", "the disk is full");
        var client = at.server().client();
        assertThatThrownBy(() -> client.sendMessage(at.session(), "more"))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.JOURNAL_UNAVAILABLE));
        var shown = client.session(at.session());
        assertThat(shown.runtime().activeQuery().queryId()).isEqualTo(at.query());
    }

    private void assertGoesOnWithNothingLost(AtWork at) {
        assertThat(received.awaitEnd(at.query()).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        var next = at.server().client().sendMessage(at.session(), "again"); // And it works again.
        assertThat(received.awaitEnd(next.queryId()).outcome()).isEqualTo(QueryOutcome.COMPLETED);
        received.assertAsStored(at.server().client(), at.session());
        received.assertWithoutGapOrDouble();
        received.assertTextsAreTheirDeltas();
        assertThat(received.all(SessionEvent.QueryEnded.class)).hasSize(2);
        assertThat(received.deltas()).hasSizeGreaterThanOrEqualTo(2 * CHUNKS);
    }

    private boolean hasEndInSpool(AtWork at) throws IOException {
        var spool = signalbox.data().resolve("sessions/" + at.session() + "/run/spool");
        try (var segments = Files.list(spool)) {
            for (var segment : segments.toList()) {
                if (Files.readString(segment).contains("\"query_ended\"")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theJournalsDiskIsFullAndTheRunnerKeepsTheQueryToItsEnd() throws Exception {
        try (var disk = FaultyDisk.inMemory(folder.resolve("disk"), 8)) {
            signalbox.configure("journal.url = \"sqlite:" + disk.path() + "/signalbox.db\"");
            var at = atWork();
            disk.fill();
            awaitReady(at.server(), false);
            assertRefusesWhatItCannotWrite(at);
            assertThat(signalbox.run("doctor").stdout()).contains("not ready", "the disk is full");
            await().atMost(LONG).until(() -> hasEndInSpool(at));
            long shown = received.lastSeq();
            assertThat(at.server().client().session(at.session()).headSeq()).isEqualTo(shown);
            assertThat(received.all(SessionEvent.QueryEnded.class)).isEmpty();
            disk.free();
            awaitReady(at.server(), true);
            assertGoesOnWithNothingLost(at);
            assertThat(at.server().stderr())
                    .containsOnlyOnce("journal unavailable")
                    .containsOnlyOnce("journal works again");
            at.server().close();
        }
    }

    @Test
    void theRunnersDiskIsFullAndTheServerSaysSo() throws Exception {
        try (var disk = FaultyDisk.inMemory(signalbox.data(), 16)) {
            signalbox.configure("journal.url = \"sqlite:" + folder + "/signalbox.db\"");
            var at = atWork();
            disk.fill();
            await().atMost(LONG)
                    .until(() ->
                            String.valueOf(statusMessage(at)).contains("No space left on device"));
            assertThat(ready(at.server()).statusCode()).isEqualTo(200);
            disk.free();
            assertGoesOnWithNothingLost(at);
            await().atMost(LONG).until(() -> statusMessage(at) == null);
            assertThat(received.all(SessionEvent.Log.class))
                    .extracting(SessionEvent.Log::message)
                    .contains("the spool can be written again");
            at.server().close();
        }
    }

    private static String statusMessage(AtWork at) {
        return at.server()
                .client()
                .session(at.session())
                .runtime()
                .executionEnvironment()
                .statusMessage();
    }

    @Test
    void theOneDiskOfServerAndRunnerIsFull() throws Exception {
        try (var disk = FaultyDisk.inMemory(signalbox.data(), 16)) {
            var at = atWork();
            disk.fill();
            awaitReady(at.server(), false);
            assertRefusesWhatItCannotWrite(at);
            disk.free();
            awaitReady(at.server(), true);
            assertGoesOnWithNothingLost(at);
            at.server().close();
        }
    }
}
