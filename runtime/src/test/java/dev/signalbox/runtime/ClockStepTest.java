package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.testkit.ManualClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// Somebody sets the server's clock, by an hour forward or back, at the worst moment.
class ClockStepTest {
    @TempDir Path dir;
    private final ManualClock clock = ManualClock.start();
    private HostFixture fixture;
    private String id;
    private String query;
    private FakeEnvironment.Runner runner;

    @BeforeEach
    void begin() throws Exception {
        fixture = new HostFixture(dir, new InMemoryJournal(), clock, settings -> settings);
        id = fixture.create();
        query = fixture.send(id, "go").queryId();
        runner = fixture.runner(id);
    }

    @AfterEach
    void endWithAQueryThatWorks() {
        String next = fixture.send(id, "again").queryId();
        fixture.runner(id);
        fixture.complete(id, next);
        fixture.assertReplayEqualsLive(id);
        fixture.close();
    }

    private void step(int hours) {
        clock.step(Duration.ofHours(hours));
    }

    /// It is so now, and after some more looks at the clock.
    private void assertStays(String status) {
        await().during(Duration.ofMillis(150)).until(() -> fixture.statusIs(id, status));
    }

    private int pings() {
        return (int) runner.commands.stream().filter(RunnerCommand.Ping.class::isInstance).count();
    }

    private Long healthCheck() {
        return fixture.host.session(id).runtime().executionEnvironment().lastHealthCheck();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aRunnerThatAnswersIsNotSaidToBeSilentAndIsStillAsked(int hours) {
        clock.advance(Duration.ofSeconds(6));
        HostFixture.awaitTrue(() -> healthCheck() != null);
        runner.answersPings = false;
        int pings = pings();
        clock.advance(Duration.ofSeconds(6));
        HostFixture.awaitTrue(() -> pings() > pings);
        step(hours);
        clock.advance(Duration.ofSeconds(1));
        assertStays("ready");
        assertThat(fixture.types(id)).doesNotContain("session:error");

        HostFixture.awaitTrue(() -> {
            clock.advance(Duration.ofSeconds(1));
            return fixture.statusIs(id, "error"); // A silence is still noticed, within seconds.
        });
        assertThat(Duration.ofNanos(clock.nanoTime())).isLessThan(Duration.ofMinutes(30));
        runner.answersPings = true;
        runner.say(new StreamEvent.Status(EnvironmentStatus.READY, null));
        fixture.complete(id, query);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void healthChecksGoOn(int hours) {
        step(hours);
        for (int i = 0; i < 3; i++) {
            var before = healthCheck();
            clock.advance(Duration.ofSeconds(6));
            HostFixture.awaitTrue(() -> !Objects.equals(healthCheck(), before));
        }
        fixture.complete(id, query);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void anEnvironmentInUseIsNotStoppedAndAnIdleOneIs(int hours) {
        fixture.complete(id, query);
        step(hours);
        clock.advance(Duration.ofMinutes(14));
        assertStays("ready");

        clock.advance(Duration.ofMinutes(2));

        HostFixture.awaitTrue(() -> fixture.statusIs(id, "inactive"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aRestartThatIsPlannedComesWhenItWasPlanned(int hours) {
        fixture.complete(id, query);
        runner.die();
        HostFixture.awaitTrue(() -> fixture.statusIs(id, "error"));
        step(hours);
        clock.advance(Duration.ofSeconds(1));
        HostFixture.awaitTrue(() -> fixture.environments.runners.get(id) != runner);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aQueryTookAsLongAsItTook(int hours) {
        clock.advance(Duration.ofSeconds(3));
        step(hours);
        clock.advance(Duration.ofSeconds(4));
        fixture.complete(id, query);
        assertThat(
                        fixture.events(id).stream()
                                .map(one -> one.event())
                                .filter(SessionEvent.QueryEnded.class::isInstance)
                                .map(SessionEvent.QueryEnded.class::cast)
                                .map(SessionEvent.QueryEnded::durationMs))
                .containsExactly(7_000L);
    }
}
