package dev.signalbox.agent.acp;

import java.util.Set;

/// What a session's `permissionMode` says to what an agent asks. It holds for every agent that
/// speaks ACP, whatever modes of its own the agent has.
enum PermissionPolicy {
    ASK,
    ACCEPT_EDITS,
    BYPASS,
    READ_ONLY;

    /// What is to be done about a request.
    enum Decision {
        ALLOW,
        REJECT,
        ASK
    }

    private static final Set<String> EDITS = Set.of("edit", "delete", "move");
    private static final Set<String> HARMLESS = Set.of("read", "search", "fetch", "think");

    /// @param mode one of [dev.signalbox.agent.AgentOptions#PERMISSION_MODES]
    static PermissionPolicy of(String mode) {
        return switch (mode) {
            case "acceptEdits" -> ACCEPT_EDITS;
            case "bypass" -> BYPASS;
            case "readOnly" -> READ_ONLY;
            default -> ASK;
        };
    }

    /// @param kind of the tool, in ACP's words
    Decision decide(String kind) {
        return switch (this) {
            case ASK -> Decision.ASK;
            case ACCEPT_EDITS -> EDITS.contains(kind) ? Decision.ALLOW : Decision.ASK;
            case BYPASS -> Decision.ALLOW;
            case READ_ONLY -> HARMLESS.contains(kind) ? Decision.ASK : Decision.REJECT;
        };
    }
}
