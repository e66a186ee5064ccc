package dev.signalbox.testkit;

import dev.signalbox.testkit.Dialect.AnswerSetting;
import dev.signalbox.testkit.Dialect.TokenUsage;
import dev.signalbox.testkit.Dialect.ToolCall;
import dev.signalbox.testkit.Scenario.Step;
import dev.signalbox.testkit.Scenario.Turn;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/// Plays one turn as the answer to one request. Used by one thread, once.
final class Playback {
    private static final int CHARS_PER_TOKEN = 4;
    private static final Duration GATE_WAIT_MAX = Duration.ofSeconds(60);

    private final Dialect dialect;
    private final ModelRequest request;
    private final Stage stage;
    private final String faultKey;
    private boolean calledTools;

    /// What all playbacks of a stub share.
    ///
    /// @param closed comes to zero when the stub closes
    record Stage(Gates gates, StubIds ids, Faults faults, CountDownLatch closed) {}

    /// @param faultKey what faults that are limited in number are counted by
    Playback(Dialect dialect, ModelRequest request, String faultKey, Stage stage) {
        this.dialect = dialect;
        this.request = request;
        this.faultKey = faultKey;
        this.stage = stage;
    }

    /// Answers the request. An exception cuts the connection; the scenario may want just that.
    void play(Turn turn, StubExchange exchange) throws IOException, InterruptedException {
        var events = request.stream() ? exchange.stream() : SseWriter.nowhere();
        var writer =
                dialect.answer(
                        new AnswerSetting(request.model(), usage(turn), stage.ids()), events);
        writer.start();
        for (var step : turn.steps()) {
            if (step instanceof Step.StreamError(var message)) {
                breakOff(message, writer, events, exchange);
                return;
            }
            play(step, writer, events);
        }
        var whole = writer.end(calledTools, turn.stop());
        if (request.stream()) {
            events.flush();
            exchange.end();
        } else {
            exchange.answer(200, whole);
        }
    }

    private void play(Step step, AnswerWriter writer, SseWriter events)
            throws IOException, InterruptedException {
        switch (step) {
            case Step.Text(var chunks, var pace) -> writer.text(chunks, pace);
            case Step.Thinking(var chunks, var pace) -> writer.thinking(chunks, pace);
            case Step.Tool tool -> {
                calledTools = true;
                writer.tool(call(tool), tool.pace());
            }
            case Step.Gate(var name) -> {
                events.flush();
                pass(name);
            }
            case Step.Sleep(var duration) -> events.pause(duration);
            case Step.Drop(var timesMax) -> {
                if (stage.faults().isDue("drop " + faultKey, timesMax)) {
                    throw new IOException("cut by the scenario");
                }
            }
            case Step.Hang() -> {
                events.flush();
                stage.closed().await();
                throw new IOException("the stub was closed");
            }
            case Step.HttpError _ -> {} // Given before the stream began, as often as it was wanted.
            case Step.StreamError _ -> throw new AssertionError("ends the answer");
        }
    }

    private void breakOff(
            String message, AnswerWriter writer, SseWriter events, StubExchange exchange)
            throws IOException {
        if (request.stream()) {
            writer.fail(message);
            events.flush();
            exchange.end();
        } else {
            exchange.answer(529, dialect.error(529, message));
        }
    }

    private void pass(String gate) throws IOException, InterruptedException {
        try {
            stage.gates().pass(gate, GATE_WAIT_MAX);
        } catch (TimeoutException e) {
            throw new IOException(e);
        }
    }

    private ToolCall call(Step.Tool step) {
        var choice =
                step.alternatives().stream()
                        .filter(tool -> request.tool(tool.name()) != null)
                        .findFirst()
                        .orElseGet(step.alternatives()::getFirst);
        var offered = request.tool(choice.name());
        return new ToolCall(
                Objects.requireNonNullElseGet(choice.id(), () -> stage.ids().next("toolu")),
                choice.name(),
                offered == null ? null : offered.namespace(),
                offered != null && offered.custom(),
                choice.input(),
                Objects.requireNonNullElseGet(choice.raw(), () -> Json.write(choice.input())));
    }

    private TokenUsage usage(Turn turn) {
        return new TokenUsage(
                Objects.requireNonNullElseGet(
                        turn.inputTokens(), () -> tokens(request.escapedText())),
                Objects.requireNonNullElseGet(
                        turn.outputTokens(), () -> tokens(turn.steps().toString())));
    }

    /// About as many tokens as the text would cost.
    static long tokens(String text) {
        return Math.ceilDiv(text.length(), CHARS_PER_TOKEN);
    }
}
