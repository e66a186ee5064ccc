package dev.signalbox.agent.opencode;

import dev.signalbox.agent.NativeJson;
import dev.signalbox.protocol.StreamEvent;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;

/// Which conversation each of OpenCode's sessions is: the main one, or a subagent's, which has the
/// id of its session.
final class Sessions {
    private final Map<String, String> parents = new HashMap<>();
    private @Nullable String main;
    private boolean isRecording;

    /// The session that the conversation is about; those that are neither it nor below it are not
    /// ours.
    void main(String sessionId) {
        main = sessionId;
    }

    /// Every session without a parent is a main one.
    void recording() {
        isRecording = true;
    }

    /// What is said of a session in `session.created` and `session.updated`.
    void info(JsonNode info) {
        var parent = NativeJson.string(info, "parentID");
        if (parent != null) {
            child(NativeJson.string(info, "id", ""), parent);
        }
    }

    void child(String sessionId, String parent) {
        if (!sessionId.isEmpty() && !sessionId.equals(main)) {
            parents.put(sessionId, parent);
        }
    }

    /// Null for a session that is not ours.
    @Nullable String conversationOf(String sessionId) {
        if (sessionId.equals(main)) {
            return StreamEvent.MAIN;
        }
        var at = sessionId;
        for (int depth = 0; depth <= parents.size(); depth++) {
            var parent = parents.get(at);
            if (parent == null) {
                break;
            }
            if (isRecording || parent.equals(main)) {
                return sessionId;
            }
            at = parent;
        }
        return isRecording ? StreamEvent.MAIN : null;
    }
}
