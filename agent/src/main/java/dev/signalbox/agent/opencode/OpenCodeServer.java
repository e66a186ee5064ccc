package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentPort;
import dev.signalbox.agent.NativeJson;
import dev.signalbox.agent.opencode.OpenCodeClient.Answer;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.StreamEvent;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.function.Consumer;

/// The server that a process of OpenCode is: from its first answer to our session in it, and what is
/// asked of it after that. Lives on the agent loop.
final class OpenCodeServer {
    private static final Duration PAUSE = Duration.ofMillis(300);

    /// The first request fails now and then, although the server says that it listens.
    private static final int TRIES_MAX = 10;

    private static final int RECONNECTS_MAX = 5;
    private static final Duration RECONNECTS_WITHIN = Duration.ofMinutes(1);
    private static final String SESSION = "/session/";

    private final AgentPort port;
    private final OpenCodeMemory memory;
    private final OpenCodeClient client;
    private final Listener listener;
    private String sessionId = "";
    private int reconnects;
    private long brokenAt;
    private boolean isOpening;
    private boolean isClosed;

    interface Listener {
        /// Our session is there.
        ///
        /// @param isLost whether OpenCode did not know the one that we had
        void opened(String sessionId, boolean isLost);

        /// The stream of events broke and is there again: what was said in between is not known.
        void reconnected();
    }

    OpenCodeServer(
            AgentPort port, OpenCodeMemory memory, OpenCodeClient client, Listener listener) {
        this.port = port;
        this.memory = memory;
        this.client = client;
        this.listener = listener;
    }

    /// Waits for the first answer, and then for the first event.
    void open() {
        probe(1);
    }

    private void probe(int tries) {
        get(
                "/global/health",
                answer -> {
                    if (answer.isOk()) {
                        var version = NativeJson.string(answer.body(), "version");
                        if (version != null) {
                            port.agentVersion(version);
                        }
                        listen();
                    } else if (tries < TRIES_MAX && answer.status() == 0) {
                        port.schedule(PAUSE, () -> probe(tries + 1));
                    } else {
                        fail(answer);
                    }
                });
    }

    private void listen() {
        if (isClosed) {
            return;
        }
        client.events(port::deliver, why -> port.post(() -> broken(why)));
    }

    private void broken(String why) {
        if (isClosed) {
            return;
        }
        long now = System.nanoTime();
        boolean isLongAgo = reconnects == 0 || now - brokenAt > RECONNECTS_WITHIN.toNanos();
        reconnects = isLongAgo ? 1 : reconnects + 1;
        brokenAt = now;
        if (reconnects > RECONNECTS_MAX) {
            port.fail(ErrorCode.AGENT_FAILED, "OpenCode cannot be heard: " + why);
            return;
        }
        log(LogLevel.WARN, "OpenCode is connected to again: " + why);
        port.schedule(PAUSE, this::listen);
    }

    /// The stream of events has begun.
    void connected() {
        if (!sessionId.isEmpty()) {
            listener.reconnected();
            return;
        }
        if (isOpening) {
            return; // Broken and there again before it was open.
        }
        isOpening = true;
        var known = memory.sessionId();
        if (known == null) {
            create(false);
        } else {
            resume(known, 1);
        }
    }

    private void resume(String known, int tries) {
        get(
                SESSION + known,
                answer -> {
                    if (answer.isOk()) {
                        opened(known, false);
                    } else if (answer.isNotFound()) {
                        create(true);
                    } else if (tries < TRIES_MAX && answer.status() == 0) {
                        port.schedule(PAUSE, () -> resume(known, tries + 1));
                    } else {
                        fail(answer);
                    }
                });
    }

    /// With a title: else OpenCode asks the model for one, which nobody sees and somebody pays for.
    private void create(boolean isLost) {
        post(
                "/session",
                ProtocolJson.object().put("title", "Signalbox"),
                answer -> {
                    var id = NativeJson.string(answer.body(), "id");
                    if (answer.isOk() && id != null) {
                        memory.sessionId(id);
                        opened(id, isLost);
                    } else {
                        fail(answer);
                    }
                });
    }

    private void opened(String id, boolean isLost) {
        sessionId = id;
        listener.opened(id, isLost);
    }

    private void fail(Answer answer) {
        port.fail(ErrorCode.AGENT_FAILED, "OpenCode did not start: " + answer.problem());
    }

    /// Gives OpenCode a message. It says by events what comes of it.
    ///
    /// @param then takes the answer, on the agent loop
    void prompt(ObjectNode prompt, Consumer<Answer> then) {
        post(SESSION + sessionId + "/prompt_async", prompt, then);
    }

    void abort() {
        post(SESSION + sessionId + "/abort", ProtocolJson.object(), _ -> {});
    }

    /// Tells OpenCode what becomes of a request.
    void reply(Reply reply) {
        reply(reply, 1);
    }

    private void reply(Reply reply, int tries) {
        post(
                reply.path(),
                reply.body(),
                answer -> {
                    if (answer.status() == 0 && tries < TRIES_MAX) {
                        port.schedule(PAUSE, () -> reply(reply, tries + 1));
                    } else if (!answer.isOk()) {
                        // Mostly a request that an abort or another answer has ended.
                        log(
                                LogLevel.INFO,
                                "an answer came too late for OpenCode: " + answer.problem());
                    }
                });
    }

    /// Asks something.
    ///
    /// @param then takes the answer, on the agent loop
    void get(String path, Consumer<Answer> then) {
        if (isClosed) {
            return;
        }
        client.get(path, answer -> port.post(() -> unlessClosed(answer, then)));
    }

    private void post(String path, ObjectNode body, Consumer<Answer> then) {
        if (isClosed) {
            return;
        }
        client.post(path, body, answer -> port.post(() -> unlessClosed(answer, then)));
    }

    private void unlessClosed(Answer answer, Consumer<Answer> then) {
        if (!isClosed) {
            then.accept(answer);
        }
    }

    private void log(LogLevel level, String message) {
        port.emit(new StreamEvent.Log(level, message, LogSource.RUNNER));
    }

    /// Nothing is expected of it any more.
    void close() {
        isClosed = true;
        client.close();
    }
}
