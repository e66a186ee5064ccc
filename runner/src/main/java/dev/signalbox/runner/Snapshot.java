package dev.signalbox.runner;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How things stood when the spool was last written: what a hello and a pong say. All of it is of
/// one moment.
///
/// @param activeQueryId a query whose end is not below `nextOffset`
/// @param pendingPermissions requests that wait for an answer
/// @param spoolTrouble why events do not reach the spool now
record Snapshot(
        long nextOffset,
        @Nullable String activeQueryId,
        List<String> pendingPermissions,
        @Nullable String agentVersion,
        @Nullable Long agentPid,
        boolean isAgentAlive,
        @Nullable String spoolTrouble) {
    Snapshot withSpoolTrouble(@Nullable String why) {
        return new Snapshot(
                nextOffset,
                activeQueryId,
                pendingPermissions,
                agentVersion,
                agentPid,
                isAgentAlive,
                why);
    }
}
