package dev.signalbox.agent.codex;

import dev.signalbox.protocol.ProtocolJson;

import tools.jackson.databind.node.ObjectNode;

/// What one of our permission modes means in Codex's words.
///
/// An approved command runs where Codex confines it, and outside if that fails: so nothing may be
/// approved unseen in a mode that must not write.
///
/// @param approvals when Codex asks
/// @param confinement what a command can reach, as a thread's setting
/// @param policy the same as a turn's setting
/// @param unasked what is answered without a person
record PermissionMode(String approvals, String confinement, String policy, Unasked unasked) {
    static final String MODE_FIELD = "sandbox";
    private static final String POLICY_FIELD = "sandboxPolicy";

    /// What is answered without a person.
    enum Unasked {
        NOTHING,
        /// Changes of files in the workspace are allowed.
        EDITS,
        /// Commands that leave their confinement, and changes of files, are refused.
        WRITES_REFUSED
    }

    static PermissionMode of(String mode) {
        return switch (mode) {
            case "bypass" ->
                    new PermissionMode(
                            "never", "danger-full-access", "dangerFullAccess", Unasked.NOTHING);
            case "readOnly" ->
                    new PermissionMode(
                            "on-request", "read-only", "readOnly", Unasked.WRITES_REFUSED);
            case "acceptEdits" ->
                    new PermissionMode(
                            "untrusted", "workspace-write", "workspaceWrite", Unasked.EDITS);
            default ->
                    new PermissionMode(
                            "untrusted", "workspace-write", "workspaceWrite", Unasked.NOTHING);
        };
    }

    void ofThread(ObjectNode params) {
        params.put("approvalPolicy", approvals).put(MODE_FIELD, confinement);
    }

    void ofTurn(ObjectNode params) {
        params.put("approvalPolicy", approvals)
                .set(POLICY_FIELD, ProtocolJson.object().put("type", policy));
    }
}
