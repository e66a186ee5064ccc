package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.CountedIds;
import dev.signalbox.agent.JsonRpc;
import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A translator, what it says, and what it tells Codex.
final class TranslatorHarness {
    final List<StreamEvent> events = new ArrayList<>();
    final List<String> toCodex = new ArrayList<>();
    final JsonRpc rpc = new JsonRpc(_ -> {});
    final CodexTranslator translator =
            new CodexTranslator(
                    new CountedIds(),
                    events::add,
                    new CodexPeer() {
                        @Override
                        public void reply(JsonNode id, JsonNode result) {
                            toCodex.add(id + " " + result);
                        }

                        @Override
                        public void refuse(JsonNode id, String method) {
                            toCodex.add(id + " refused " + method);
                        }

                        @Override
                        public void steer(String threadId, String turnId, String message) {
                            toCodex.add("steer " + turnId + " " + message);
                        }

                        @Override
                        public void leftRunning(String threadId, Set<String> itemIds) {
                            toCodex.add("left " + threadId + " " + itemIds);
                        }

                        @Override
                        public void stop(String threadId) {
                            toCodex.add("stop " + threadId);
                        }
                    },
                    QueryCause::new,
                    new TokenUsage(_ -> {}));

    TranslatorHarness() {
        try {
            translator.opened(ProtocolJson.readObject("{\"id\":\"main-thread\",\"model\":\"m\"}"));
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    void begin(String queryId, String turnId) {
        translator.queryGiven(queryId);
        translator.taken(turnId);
        say("turn/started", "'turn':{'id':'" + turnId + "'}");
    }

    void end(String turnId, String status) {
        say("turn/completed", "'turn':{'id':'" + turnId + "','status':'" + status + "'}");
    }

    void say(String method, String params) {
        sayOf("main-thread", method, params);
    }

    void sayOf(String thread, String method, String params) {
        line(
                "{'method':'%s','params':{'threadId':'%s','turnId':'t1',%s}}"
                        .formatted(method, thread, params));
    }

    void ask(int id, String method, String params) {
        line(
                "{'method':'%s','id':%d,'params':{'threadId':'main-thread','turnId':'t1',%s}}"
                        .formatted(method, id, params));
    }

    void line(String line) {
        try {
            assertThat(rpc.accept(ProtocolJson.readObject(line.replace('\'', '"')), translator))
                    .isTrue();
        } catch (ProtocolException e) {
            throw new AssertionError(line, e);
        }
    }

    void answer(String requestId, String optionId, Map<String, JsonNode> answers) {
        translator.answered(new RunnerCommand.AnswerPermission(requestId, optionId, null, answers));
    }

    <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <B extends ConversationBlock> List<B> completed(Class<B> type) {
        return events(StreamEvent.BlockComplete.class).stream()
                .map(StreamEvent.BlockComplete::block)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    static String command(String id) {
        return "'item':{'type':'commandExecution','id':'%s','command':'/bin/bash -lc ls','cwd':'/w','commandActions':[{'type':'listFiles','command':'ls'}],'status':'inProgress'}"
                .formatted(id);
    }

    void lawIsKept() {
        var law = new BlockLaw();
        for (var event : events) {
            if (event instanceof StreamEvent.Conversation conversation) {
                try {
                    law.apply(conversation);
                } catch (ProtocolException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    void tokens(int input, int output) {
        var usage =
                "{'inputTokens':%d,'cachedInputTokens':%d,'outputTokens':%d,'totalTokens':%d}"
                        .formatted(input, input / 2, output, input + output);
        say(
                "thread/tokenUsage/updated",
                "'tokenUsage':{'total':" + usage + ",'last':" + usage + "}");
    }
}
