package dev.signalbox.agent.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.agent.AgentDriver;
import dev.signalbox.agent.FakePort;
import dev.signalbox.agent.Specs;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

class ExecDriverTest {
    private final FakePort port = new FakePort();
    private final AgentDriver driver =
            new ExecAdapter()
                    .open(Specs.in(Path.of("/work"), "{'command':['agent','--fast']}"), port);

    private void line(String line) {
        driver.line(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itsCommandIsRunInTheWorkspace() {
        var launch = driver.launch();

        assertThat(launch.command()).containsExactly("agent", "--fast");
        assertThat(launch.directory()).isNull();
        assertThat(launch.environment()).isEmpty();
    }

    @Test
    void itIsReadyAsSoonAsItRuns() {
        driver.started();

        assertThat(port.isReady).isTrue();
    }

    @Test
    void itIsToldOfTheOptionsThatItIsToHonour() {
        var options = "{'command':['a'],'model':'m','env':['KEY'],'maxTurnSilence':'10m'}";
        new ExecAdapter().open(Specs.in(Path.of("/work"), options), port).started();

        assertThat(port.sent)
                .containsExactly("{\"type\":\"set_options\",\"options\":{\"model\":\"m\"}}");
    }

    @Test
    void anEventPassesInItsOwnBytes() {
        var json = "{ \"type\":\"log\", \"message\":\"hi\", \"mood\":[1, 2] }";
        line(json);

        assertThat(port.events(StreamEvent.Log.class)).hasSize(1);
        assertThat(new String(port.ownWords.getFirst(), StandardCharsets.UTF_8)).isEqualTo(json);
    }

    @Test
    void anEventOfAnUnknownTypePasses() {
        line("{\"type\":\"hologram\",\"x\":1}");

        assertThat(port.events).singleElement().isInstanceOf(StreamEvent.Unknown.class);
    }

    @Test
    void linesThatAreNoEventsAreViolationsAndTheStreamGoesOn() {
        line("oops");
        line("[1]");
        line("{\"type\":\"text_delta\",\"conversationId\":\"main\"}");
        line("{\"type\":\"log\",\"message\":7}");
        line("   ");
        line("{\"type\":\"log\",\"message\":\"still here\"}");

        assertThat(port.violations)
                .extracting(text -> text.substring(0, text.indexOf(' ')))
                .containsExactly("not_json", "not_json", "missing_field", "wrong_type");
        assertThat(port.events).hasSize(1);
    }

    @Test
    void commandsAreWrittenAsTheProtocolSays() throws ProtocolException {
        driver.startQuery(
                "q1", MessageContent.of("hello"), Map.of("model", ProtocolJson.text("m")));
        driver.interrupt("q1");
        driver.answerPermission(new RunnerCommand.AnswerPermission("r1", "allow", null, null));
        driver.setOptions(Map.of("model", ProtocolJson.text("n")));
        driver.closing();

        assertThat(port.sent).hasSize(5);
        assertThat(ProtocolJson.read(port.sent.getFirst(), RunnerCommand.class))
                .isEqualTo(
                        new RunnerCommand.StartQuery(
                                "q1",
                                MessageContent.of("hello"),
                                Map.of("model", ProtocolJson.text("m"))));
        assertThat(port.sent.get(1)).isEqualTo("{\"type\":\"interrupt\",\"queryId\":\"q1\"}");
        assertThat(port.sent.get(4)).contains("\"type\":\"shutdown\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'command':'sh'}",
                "{'command':[]}",
                "{'command':['']}",
                "{'command':[1]}"
            })
    void aCommandThatIsNoneIsRefused(String options) {
        assertThatThrownBy(() -> new ExecAdapter().validate(Specs.options(options)))
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION))
                .hasMessageContaining("command");
    }
}
