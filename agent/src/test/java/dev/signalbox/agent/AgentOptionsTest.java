package dev.signalbox.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

class AgentOptionsTest {
    private static void check(String options) {
        AgentOptions.check("any", Specs.options(options), Map.of());
    }

    @Test
    void everyCommonOptionIsTaken() {
        assertThatCode(() ->
                        check(
                                "{'model':'m','systemPromptAppend':'be brief','permissionMode':'readOnly','mcpServers':{'a':{'command':'x'}},'env':{'A_1':''},'maxTurnSilence':'10m'}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':''}",
                "{'model':3}",
                "{'systemPromptAppend':[]}",
                "{'permissionMode':'yolo'}",
                "{'mcpServers':{'a':'x'}}",
                "{'mcpServers':[]}",
                "{'env':{'A':1}}",
                "{'env':{'A-B':'x'}}",
                "{'maxTurnSilence':'soon'}",
                "{'maxTurnSilence':-1}"
            })
    void aValueOfTheWrongKindIsRefusedByName(String options) {
        var name = options.substring(2, options.indexOf('\'', 2));

        assertThatThrownBy(() -> check(options))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION);
                            assertThat(e.details()).containsEntry("option", name);
                        })
                .hasMessageContaining(name);
    }

    @Test
    void anUnknownOptionIsToldTheNearestAndAllThereAre() {
        assertThatThrownBy(() -> check("{'permisionMode':'ask'}"))
                .hasMessageContaining("did you mean 'permissionMode'?")
                .hasMessageContaining("maxTurnSilence");
        assertThatThrownBy(() -> check("{'zzz':1}")).hasMessageNotContaining("did you mean");
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "10m,600000", "2h,7200000", "1d,86400000"})
    void durationsAreReadInEveryUnit(String text, long millis) {
        assertThat(AgentOptions.duration(ProtocolJson.text(text)))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aNumberIsADurationInMilliseconds() {
        assertThat(AgentOptions.duration(ProtocolJson.tree(1500)))
                .isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void theAgentsAreKnownByTheirNames() {
        assertThat(Agents.all().keySet())
                .containsExactly(
                        "demo",
                        "exec",
                        "claude",
                        "codex",
                        "opencode",
                        "gemini",
                        "claude-acp",
                        "codex-acp",
                        "acp");
        assertThat(Agents.all())
                .allSatisfy((name, agent) -> assertThat(agent.name()).isEqualTo(name));
    }
}
