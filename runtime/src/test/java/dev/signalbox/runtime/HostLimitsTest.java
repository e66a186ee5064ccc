package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.journal.InMemoryJournal;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.InstantSource;

class HostLimitsTest {
    private static final By BEN = By.principal("ben");

    @TempDir Path dir;

    private HostFixture fixture(HostLimits limits) throws Exception {
        return new HostFixture(
                dir,
                new InMemoryJournal(),
                InstantSource.system(),
                usual ->
                        new SessionSettings(
                                usual.dataDir(),
                                usual.idleStop(),
                                usual.unloadAfter(),
                                usual.permissionTimeout(),
                                usual.maxTurnSilence(),
                                usual.interruptGrace(),
                                usual.terminateGrace(),
                                usual.runnerOrphanTimeout(),
                                usual.healthInterval(),
                                usual.healthTimeout(),
                                usual.tick(),
                                usual.restart(),
                                usual.workspaceRoots(),
                                usual.redact(),
                                limits,
                                usual.flood()));
    }

    private static void assertRefused(Runnable work, String limit) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED))
                .hasMessageContaining(limit);
    }

    private static void createBy(HostFixture fixture, By by) {
        var request = new CreateSession("fake", null, null, null, null, null, null);
        var _ = fixture.host.create(request, "default", by);
    }

    @Test
    void aSessionTooManyIsRefusedUntilOneIsDeleted() throws Exception {
        try (var fixture = fixture(new HostLimits(2, 2, 5))) {
            var first = fixture.create();
            createBy(fixture, BEN);
            assertThat(fixture.host.sessionCount()).isEqualTo(2);
            assertRefused(() -> createBy(fixture, BEN), "limits.sessions");

            fixture.host.delete(first, HostFixture.ANNA);
            createBy(fixture, BEN);
            assertThat(fixture.host.sessionCount()).isEqualTo(2);
        }
    }

    @Test
    void whoHasMadeTooManySessionsIsRefusedAndAnotherIsNot() throws Exception {
        try (var fixture = fixture(new HostLimits(10, 1, 5))) {
            var _ = fixture.create();
            assertRefused(fixture::create, "limits.sessionsPerPrincipal");
            createBy(fixture, BEN);
        }
    }

    @Test
    void aTenantWithTooManySessionsIsRefusedUntilOneIsDeletedAndAnotherTenantIsNot()
            throws Exception {
        try (var fixture = fixture(new HostLimits(10, 1, 5, 5, 5))) {
            var first = fixture.create();
            assertRefused(() -> createBy(fixture, BEN), "limits.sessionsPerTenant");
            createIn(fixture, "other");
            fixture.host.delete(first, HostFixture.ANNA);
            createBy(fixture, BEN);
        }
    }

    @Test
    void twoTenantsPrincipalsOfOneNameDoNotShareABound() throws Exception {
        try (var fixture = fixture(new HostLimits(10, 5, 1, 5, 5))) {
            var _ = fixture.create();
            assertRefused(fixture::create, "limits.sessionsPerPrincipal");
            createIn(fixture, "other");
            assertRefused(() -> createIn(fixture, "other"), "limits.sessionsPerPrincipal");
        }
    }

    private static void createIn(HostFixture fixture, String tenant) {
        var request = new CreateSession("fake", null, null, null, null, null, null);
        var _ = fixture.host.create(request, tenant, HostFixture.ANNA);
    }

    @Test
    void aQueryTooManyOfOnePrincipalIsRefusedUntilOneEnds() throws Exception {
        try (var fixture = fixture(new HostLimits(10, 10, 10, 5, 1))) {
            var first = fixture.create();
            var second = fixture.create();
            var third = fixture.create();
            var _ = fixture.send(first, "runs");
            assertThat(fixture.runner(first).isAlive()).isTrue();
            assertRefused(
                    () -> fixture.send(second, "too many"), "limits.activeQueriesPerPrincipal");
            assertThat(fixture.host.snapshot(second).queue()).isEmpty();
            // What waits behind a query begins none, and somebody else may ask.
            var _ = fixture.send(first, "waits");
            var message = new SendMessage(MessageContent.of("mine"), null, null);
            var _ = fixture.host.message(third, message, BEN);

            fixture.host.environment(first, EnvironmentAction.TERMINATE, HostFixture.ANNA);
            HostFixture.awaitTrue(() -> fixture.statusIs(first, "terminated"));
            HostFixture.awaitTrue(
                    () -> fixture.host.session(first).runtime().activeQuery() == null);
            var _ = fixture.send(second, "fits");
        }
    }

    @Test
    void aKeyThatIsKnownGivesItsSessionWhateverTheLimit() throws Exception {
        try (var fixture = fixture(new HostLimits(1, 1, 5))) {
            var keyed = new CreateSession("fake", "the-key", null, null, null, null, null);
            var made = fixture.host.create(keyed, "default", HostFixture.ANNA);
            var again = fixture.host.create(keyed, "default", HostFixture.ANNA);
            assertThat(again.session().id()).isEqualTo(made.session().id());
        }
    }

    @Test
    void anEnvironmentTooManyIsRefusedUntilOneHasStopped() throws Exception {
        try (var fixture = fixture(new HostLimits(10, 10, 1))) {
            var first = fixture.create();
            var second = fixture.create();
            var query = fixture.send(first, "one").queryId();
            assertThat(fixture.runner(first).isAlive()).isTrue();

            assertRefused(() -> fixture.send(second, "two"), "limits.environments");
            assertRefused(
                    () ->
                            fixture.host.environment(
                                    second, EnvironmentAction.START, HostFixture.ANNA),
                    "limits.environments");
            assertThat(fixture.host.snapshot(second).queue()).isEmpty();
            // What runs goes on, and takes more.
            assertThat(fixture.send(first, "three").queryId()).isNotEqualTo(query);

            fixture.host.environment(first, EnvironmentAction.TERMINATE, HostFixture.ANNA);
            HostFixture.awaitTrue(() -> fixture.statusIs(first, "terminated"));
            var _ = fixture.send(second, "two");
            assertThat(fixture.runner(second).isAlive()).isTrue();
        }
    }

    @Test
    void aFullQueueRefusesTheNextMessageUntilOneIsTakenBack() throws Exception {
        try (var fixture = fixture(HostLimits.DEFAULT)) {
            var id = fixture.create();
            var _ = fixture.send(id, "runs");
            String last = "";
            for (int i = 0; i < HostLimits.QUEUE_MESSAGES; i++) {
                last = fixture.send(id, "waits").queryId();
            }
            assertRefused(() -> fixture.send(id, "one too many"), "256 messages wait");
            assertThat(fixture.host.snapshot(id).queue()).hasSize(HostLimits.QUEUE_MESSAGES);
            fixture.host.cancelQueued(id, last, HostFixture.ANNA);
            var _ = fixture.send(id, "fits");
        }
    }

    @Test
    void aSessionInMemorySaysWhatItTakes() throws Exception {
        try (var fixture = fixture(HostLimits.DEFAULT)) {
            var id = fixture.create();
            var _ = fixture.send(id, "hello");
            assertThat(fixture.runner(id).isAlive()).isTrue();
            HostFixture.awaitTrue(() -> fixture.host.loads().getFirst().spoolBytes() > 0);
            var load = fixture.host.loads().getFirst();
            assertThat(load.agent()).isEqualTo("fake");
            assertThat(load.environment()).isEqualTo(EnvironmentStatus.READY);
            assertThat(load.isActive()).isTrue();
            assertThat(load.tailBytes()).isPositive();
            assertThat(load.readers()).isZero();
            assertThat(load.heardNanos()).isNotNull().isNotNegative();
            assertThat(load.runnerBytes()).isEqualTo(FakeEnvironment.Runner.RUNNER_BYTES);
            assertThat(load.agentBytes())
                    .isEqualTo(
                            FakeEnvironment.Runner.RSS_BYTES - FakeEnvironment.Runner.RUNNER_BYTES);
            assertThat(load.spoolBytes()).isEqualTo(FakeEnvironment.Runner.SPOOL_BYTES);

            fixture.host.environment(id, EnvironmentAction.TERMINATE, HostFixture.ANNA);
            HostFixture.awaitTrue(() -> fixture.host.loads().getFirst().spoolBytes() == 0);
        }
    }
}
