package dev.signalbox.agent.acp;

import java.util.Set;

/// Tells what is said anew from what an agent says again when it loads a session: history is in
/// our journal already. Some agents go on with it after they have answered that the session is
/// loaded.
final class Replay {
    private static final String USER = "user_message_chunk";
    private static final Set<String> CONVERSATION =
            Set.of(
                    USER,
                    "agent_message_chunk",
                    "agent_thought_chunk",
                    "tool_call",
                    "tool_call_update",
                    "plan");

    private enum State {
        NONE,
        RUNNING,
        PERHAPS,
        GOING_ON
    }

    private State state = State.NONE;
    private int lines;

    /// Whatever is said from now on is old.
    void begins() {
        state = State.RUNNING;
    }

    /// Whatever is said from now on is new.
    void ends() {
        state = State.NONE;
    }

    /// The session is loaded, in recorded output, which does not show when the next message was
    /// given: history goes on if the user is the next to speak.
    void mayGoOn() {
        state = State.PERHAPS;
    }

    /// Whether an update is a part of it.
    boolean covers(String kind) {
        boolean isConversation = CONVERSATION.contains(kind);
        state =
                switch (state) {
                    case NONE -> State.NONE;
                    case RUNNING -> State.RUNNING;
                    case PERHAPS ->
                            kind.equals(USER)
                                    ? State.GOING_ON
                                    : isConversation ? State.NONE : State.PERHAPS;
                    case GOING_ON -> isConversation ? State.GOING_ON : State.NONE;
                };
        boolean isOld = isConversation && (state == State.RUNNING || state == State.GOING_ON);
        lines += isOld ? 1 : 0;
        return isOld;
    }

    /// How many lines there were since this was asked last.
    int taken() {
        int taken = lines;
        lines = 0;
        return taken;
    }
}
