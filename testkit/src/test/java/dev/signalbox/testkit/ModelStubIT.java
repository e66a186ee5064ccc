package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

class ModelStubIT {
    private ModelStub stub;

    @BeforeEach
    void start() throws IOException {
        stub = ModelStub.start();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @EnumSource
    void textIsStreamed(ModelRequests dialect) throws Exception {
        var answer = StubAnswer.ask(stub, dialect, true, "[scenario:text]");

        assertThat(answer.contentType()).isEqualTo("text/event-stream");
        assertThat(StubAnswer.streamedText(answer.events()))
                .isEqualTo("Hello, this is a streamed answer.");
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerComesWholeWhenNoStreamIsWanted(ModelRequests dialect) throws Exception {
        var answer = StubAnswer.ask(stub, dialect, false, "[scenario:thinking]");

        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(StubAnswer.wholeText(answer.json())).isEqualTo("The answer is 42.");
    }

    @Test
    void anthropicStreamsThinkingThenTextInBlocks() throws Exception {
        var events =
                StubAnswer.ask(stub, ModelRequests.ANTHROPIC, true, "[scenario:thinking]").events();

        assertThat(StubAnswer.strings(events, "thinking"))
                .containsExactly("", "First I ", "consider ", "the question.");
        assertThat(StubAnswer.strings(events, "signature")).containsExactly("", "stub");
        assertThat(types(events).distinct())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(StubAnswer.strings(events, "stop_reason")).endsWith("end_turn");
    }

    @Test
    void responsesStreamsReasoningAndTextAsItemsInOneSequence() throws Exception {
        var events =
                StubAnswer.ask(stub, ModelRequests.RESPONSES, true, "[scenario:thinking]").events();

        assertThat(types(events))
                .startsWith(
                        "response.created", "response.in_progress", "response.output_item.added")
                .contains("response.reasoning_summary_text.delta", "response.output_text.done")
                .endsWith("response.output_item.done", "response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt()).isEqualTo(i);
        }
        var usage = Json.at(events.getLast(), "response", "usage");
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(
                        usage.path("input_tokens").asInt() + usage.path("output_tokens").asInt());
    }

    @Test
    void chatEndsItsStreamWithDone() throws Exception {
        var answer = StubAnswer.ask(stub, ModelRequests.CHAT, true, "[scenario:thinking]");

        assertThat(StubAnswer.strings(answer.events(), "reasoning_content"))
                .containsExactly("First I ", "consider ", "the question.");
        assertThat(StubAnswer.strings(answer.events(), "finish_reason")).endsWith("stop");
        assertThat(answer.body()).endsWith("data: [DONE]\n\n").doesNotContain("event:");
    }

    @Test
    void geminiMarksItsThoughts() throws Exception {
        var events =
                StubAnswer.ask(stub, ModelRequests.GEMINI, true, "[scenario:thinking]").events();

        assertThat(events.getFirst().findValue("thought").asBoolean()).isTrue();
        assertThat(StubAnswer.strings(events, "finishReason")).containsExactly("STOP");
    }

    @ParameterizedTest
    @EnumSource
    void theFirstToolOnOfferIsCalled(ModelRequests dialect) throws Exception {
        var request =
                dialect.body(true, "[scenario:write-file]", List.of("other", "write_file"), 0);

        var events = StubAnswer.post(stub, dialect.path(true), Json.write(request)).events();

        assertThat(StubAnswer.strings(events, "name"))
                .contains("write_file")
                .doesNotContain("Write");
        assertThat(StubAnswer.streamedArguments(events))
                .isEqualTo(
                        Json.object(
                                "file_path",
                                "/work/here/hello.txt",
                                "content",
                                "hello from the stub\n"));
    }

    @ParameterizedTest
    @EnumSource
    void theToolCallIsInTheWholeAnswerToo(ModelRequests dialect) throws Exception {
        var answer = StubAnswer.ask(stub, dialect, false, "[scenario:shell-ok]").body();

        assertThat(answer).contains("exec_command").contains("touch made-by-shell");
    }

    @Test
    void aToolOfANamespaceIsCalledInItAndACustomOneWithFreeText() throws Exception {
        stub.putScenario(
                "codex",
                """
                {"turns": [{"steps": [{"tool": {"name": "spawn", "input": {"a": 1}}},
                                      {"tool": {"name": "apply_patch", "raw": "*** Begin"}}]}]}\
                """);
        var request =
                """
                {"model": "m", "input": "[scenario:codex]", "tools": [
                  {"type": "namespace", "name": "agents", "tools": [{"type": "function", "name": "spawn"}]},
                  {"type": "custom", "name": "apply_patch"}]}\
                """;

        var output = StubAnswer.post(stub, "/responses", request).json().path("output");

        assertThat(output.path(0).path("namespace").asString()).isEqualTo("agents");
        assertThat(output.path(0).path("arguments").asString()).isEqualTo("{\"a\":1}");
        assertThat(output.path(1).path("type").asString()).isEqualTo("custom_tool_call");
        assertThat(output.path(1).path("input").asString()).isEqualTo("*** Begin");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages/count_tokens, input_tokens",
        "/v1beta/models/m:countTokens, totalTokens",
    })
    void tokensAreCounted(String path, String name) throws Exception {
        var body = "{\"messages\": []}";

        assertThat(StubAnswer.post(stub, path, body).json().path(name).asInt())
                .isEqualTo(body.length() / 4);
    }

    @Test
    void usageAndStopReasonAreTheScenarios() throws Exception {
        stub.putScenario(
                "cut",
                """
                {"turns": [{"steps": [{"text": "x"}], "usage": {"input": 7, "output": 9}, "stop": "max_tokens"}]}\
                """);

        var answer = StubAnswer.ask(stub, ModelRequests.ANTHROPIC, false, "[scenario:cut]").json();

        assertThat(answer.path("stop_reason").asString()).isEqualTo("max_tokens");
        assertThat(Json.at(answer, "usage", "input_tokens").asInt()).isEqualTo(7);
        assertThat(Json.at(answer, "usage", "output_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void requestsAreRecorded() throws Exception {
        StubAnswer.ask(stub, ModelRequests.CHAT, true, "[scenario:text] hi");
        StubAnswer.ask(stub, ModelRequests.ANTHROPIC, false, "[scenario:thinking]");

        assertThat(stub.requests())
                .extracting(RecordedRequest::n, RecordedRequest::dialect, RecordedRequest::scenario)
                .containsExactly(tuple(0, "chat", "text"), tuple(1, "anthropic", "thinking"));
        assertThat(stub.requests().getFirst().tools()).contains("Write");
        assertThat(Json.write(stub.requests().getFirst().body())).contains("[scenario:text] hi");
    }

    @Test
    void otherProcessesControlItOverHttp() throws Exception {
        var scenario = "{\"turns\": [{\"steps\": [{\"text\": \"put\"}]}]}";
        StubAnswer.send(stub, "PUT", "/__stub/scenarios/a%2Fb", scenario);
        assertThat(
                        StubAnswer.wholeText(
                                StubAnswer.ask(stub, ModelRequests.CHAT, false, "[scenario:a/b]")
                                        .json()))
                .isEqualTo("put");

        var requests = StubAnswer.send(stub, "GET", "/__stub/requests", "").json();
        assertThat(requests.path(0).path("scenario").asString()).isEqualTo("a/b");

        StubAnswer.post(stub, "/__stub/reset", "");
        assertThat(stub.requests()).isEmpty();
        assertThat(
                        StubAnswer.wholeText(
                                StubAnswer.ask(stub, ModelRequests.CHAT, false, "[scenario:a/b]")
                                        .json()))
                .startsWith("No scenario");
    }

    @Test
    void whatItDoesNotKnowIsNotFoundAndWhatItCannotReadIsRefused() throws Exception {
        assertThat(StubAnswer.send(stub, "GET", "/v1/nothing", "").status()).isEqualTo(404);
        assertThat(StubAnswer.send(stub, "HEAD", "/", "").status()).isEqualTo(404);
        assertThat(StubAnswer.post(stub, "/v1/messages", "{\"model\":").status()).isEqualTo(400);
        assertThat(StubAnswer.send(stub, "PUT", "/__stub/scenarios/x", "{}").status())
                .isEqualTo(400);
        assertThat(StubAnswer.post(stub, "/__stub/nothing", "").status()).isEqualTo(404);
        assertThat(StubAnswer.send(stub, "GET", "/v1/models", "").status()).isEqualTo(200);
    }

    private static Stream<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asString());
    }
}
