package dev.signalbox.agent.opencode;

import dev.signalbox.agent.AgentOptions;

import tools.jackson.databind.node.ObjectNode;

/// What is answered without asking a person.
enum PermissionMode {
    ASK,
    ACCEPT_EDITS,
    BYPASS,
    READ_ONLY;

    /// What is to become of a request.
    enum Verdict {
        ASK,
        ALLOW,
        REJECT
    }

    static PermissionMode of(ObjectNode options) {
        var mode = AgentOptions.string(options, "permissionMode");
        return switch (mode == null ? "ask" : mode) {
            case "acceptEdits" -> ACCEPT_EDITS;
            case "bypass" -> BYPASS;
            case "readOnly" -> READ_ONLY;
            default -> ASK;
        };
    }

    /// @param permission OpenCode's name of what it wants to do
    Verdict of(String permission) {
        return switch (this) {
            case ASK -> Verdict.ASK;
            case BYPASS -> Verdict.ALLOW;
            case ACCEPT_EDITS -> permission.equals("edit") ? Verdict.ALLOW : Verdict.ASK;
            case READ_ONLY ->
                    permission.equals("edit") || permission.equals("bash")
                            ? Verdict.REJECT
                            : Verdict.ASK;
        };
    }
}
