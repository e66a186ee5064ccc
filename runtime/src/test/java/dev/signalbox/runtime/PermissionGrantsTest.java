package dev.signalbox.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.PermissionGrant;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What is allowed for the session.
class PermissionGrantsTest extends PermissionsFixture {
    @Test
    void whatIsAllowedForEverIsAnsweredByTheServerUntilItIsRevoked() throws Exception {
        var rule = "'rule':'Bash(npm test:*)','title':'Run the tests'";
        asks("r1", rule);
        answer("r1", "always", BOB);
        assertThat(resolution("r1").optionId()).isEqualTo("always");
        assertThat(told("r1")).as("the agent remembers nothing").containsExactly("once");
        assertThat(fixture.host.permissionGrants(id).items())
                .containsExactly(
                        new PermissionGrant(
                                "r1",
                                "Bash",
                                "Bash(npm test:*)",
                                null,
                                "Run the tests",
                                BOB,
                                clock.instant()));
        fixture.restartServer();
        fixture.runner(id);

        asks("r2", rule + ",'input':{'command':'npm test more'}");

        assertThat(resolution("r2").by()).isEqualTo(By.POLICY);
        assertThat(resolution("r2").optionId()).isEqualTo("once");
        HostFixture.awaitTrue(() -> told("r2").equals(List.of("once")));
        asks("r3", "'rule':'Bash(rm:*)'");
        assertThat(view("r3").state()).isEqualTo("pending");

        fixture.host.revokeGrant(id, "r1", HostFixture.ANNA);

        assertThat(fixture.host.permissionGrants(id).items()).isEmpty();
        assertThat(fixture.host.snapshot(id).permissionGrants()).isEmpty();
        asks("r4", rule);
        assertThat(view("r4").state()).isEqualTo("pending");
        assertRefused(
                ErrorCode.NOT_FOUND,
                () -> fixture.host.revokeGrant(id, "r1", HostFixture.ANNA),
                "r1");
        assertThat(fixture.types(id)).containsOnlyOnce("session:permission:revoked");
    }

    @Test
    void aGrantAnswersWhatWaitsForTheSame() {
        asks("r1", "");
        asks("r2", "");
        asks("r3", "'input':{'command':'rm'}");

        answer("r1", "always", BOB);

        assertThat(resolution("r2").by()).isEqualTo(By.POLICY);
        assertThat(told("r2")).containsExactly("once");
        assertThat(view("r3").state()).isEqualTo("pending");
    }

    @Test
    void whereNothingElseIsOnOfferTheAgentIsToldForEver() {
        var only = "'options':[{'id':'ever','kind':'allow_always','label':'Always'}]";
        asks("r1", only);
        answer("r1", "ever", BOB);
        assertThat(told("r1")).containsExactly("ever");

        asks("r2", only);
        assertThat(told("r2")).containsExactly("ever");
        asks("r3", "'options':[{'id':'no','kind':'reject_once','label':'No'}]");
        assertThat(view("r3").state()).isEqualTo("pending");
    }
}
