package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/// Requests over deadlines, restarts and lost connections.
class PermissionTimesTest extends PermissionsFixture {
    @Test
    void aDeadlineRejectsAndNothingElseNeedHappen() throws Exception {
        fixture.close();
        begin(TIMEOUT);
        asks("r1", "");
        asks("r2", "'kind':'question','questions':" + QUESTIONS + ",'options':" + ANSWER);
        clock.advance(TIMEOUT.minusMillis(1));
        fixture.host.session(id);
        assertThat(view("r1").state()).isEqualTo("pending");
        assertThat(view("r1").request().path("deadline").asString())
                .isEqualTo(ProtocolJson.time(clock.instant().plusMillis(1)));

        clock.advance(Duration.ofMillis(1));

        HostFixture.awaitTrue(() -> told("r2").size() == 1);
        assertThat(told("r1")).containsExactly("no");
        assertThat(told("r2")).containsExactly("skip");
        assertThat(resolution("r1").by()).isEqualTo(By.DEADLINE);
        assertRefused(
                ErrorCode.PERMISSION_ALREADY_RESOLVED, () -> answer("r1", "once", BOB), "deadline");
    }

    @Test
    void aDeadlineOfARequestWithoutARejectionTellsTheAgentToGoOnWithout() throws Exception {
        fixture.close();
        begin(TIMEOUT);
        asks("r1", "'options':[{'id':'yes','kind':'allow_once','label':'Yes'}]");

        clock.advance(TIMEOUT);

        HostFixture.awaitTrue(() -> told("r1").size() == 1);
        assertThat(told("r1")).containsExactly(RunnerCommand.REJECT);
        assertThat(resolution("r1").optionId()).isNull();
        assertThat(resolution("r1").by()).isEqualTo(By.DEADLINE);
    }

    @Test
    void aDeadlineThatPassedWhileTheServerWasDownHoldsWhenItIsBack() throws Exception {
        fixture.close();
        begin(TIMEOUT);
        asks("r1", "");
        runner.pendingPermissions = List.of("r1");
        fixture.host.close();
        clock.advance(TIMEOUT);

        fixture.host = fixture.newHost();
        fixture.host.start();

        HostFixture.awaitTrue(() -> told("r1").contains("no"));
        assertThat(resolution("r1").by()).isEqualTo(By.DEADLINE);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aClockThatIsSetCutsNobodysTimeShortAndProlongsItForNobody(int hours) throws Exception {
        fixture.close();
        begin(TIMEOUT);
        asks("r1", "");
        clock.step(Duration.ofHours(hours));
        clock.advance(TIMEOUT.minusMillis(1));
        Awaitility.await()
                .during(Duration.ofMillis(150))
                .until(() -> view("r1").state().equals("pending"));

        clock.advance(Duration.ofMillis(1));

        HostFixture.awaitTrue(() -> told("r1").contains("no"));
        assertThat(resolution("r1").by()).isEqualTo(By.DEADLINE);
    }

    @Test
    void aRequestSurvivesTheServerAndItsAnswerReachesTheAgent() throws Exception {
        asks("r1", "");
        runner.pendingPermissions = List.of("r1");

        fixture.restartServer();

        assertThat(view("r1").state()).isEqualTo("pending");
        fixture.runner(id);
        answer("r1", "once", BOB);
        HostFixture.awaitTrue(() -> told("r1").contains("once"));
    }

    @Test
    void anAnswerThatTheRunnerMissedIsToldAgainWhateverItsQuery() throws Exception {
        asks("r1", "");
        asks("r2", "'queryId':'of a subagent'");
        asks("r3", "'input':{'command':'ls -l'}");
        asks("r4", "'input':{'command':'rm'}");
        answer("r1", "once", BOB);
        answer("r2", "always", BOB);
        answer("r4", "no", BOB);
        fixture.host.close();
        runner.commands.clear();
        runner.pendingPermissions = List.of("r1", "r2", "r3");

        fixture.host = fixture.newHost();
        fixture.host.start();

        HostFixture.awaitTrue(() -> told("r2").size() == 1);
        assertThat(told("r1")).containsExactly("once");
        assertThat(told("r2")).containsExactly("once");
        assertThat(told("r3")).isEmpty();
        assertThat(told("r4")).isEmpty();
    }

    @Test
    void aRunnerThatDoesNotSayWhatItWaitsForIsToldOfItsActiveQuery() throws Exception {
        asks("r1", "");
        answer("r1", "no", BOB);
        fixture.host.close();
        runner.commands.clear();

        fixture.host = fixture.newHost();
        fixture.host.start();

        HostFixture.awaitTrue(() -> told("r1").size() == 1);
    }
}
