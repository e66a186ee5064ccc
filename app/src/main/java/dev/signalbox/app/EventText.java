package dev.signalbox.app;

import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Events, but for those of blocks, in a few words for a terminal.
final class EventText {
    private static final double MILLIS = 1000.0;

    private EventText() {}

    /// @return null when there is nothing to be said of it
    static BlockText.@Nullable Line of(SessionEvent event) {
        return switch (event) {
            case SessionEvent.Created created ->
                    line("session", "of agent " + created.agent() + " in " + created.environment());
            case SessionEvent.QueryQueued queued ->
                    line("queued", queued.queryId() + ", position " + queued.position());
            case SessionEvent.QueryStarted started -> line("query", "started " + started.queryId());
            case SessionEvent.QueryEnded ended -> line("query", ended(ended));
            case SessionEvent.PermissionRequested(var request, var deadline) ->
                    line("asks", String.join("\n", PermissionText.lines(request, deadline)));
            case SessionEvent.PermissionResolved resolved ->
                    line("answered", PermissionText.resolved(resolved));
            case SessionEvent.PermissionRevoked(var grantId, var by) ->
                    line("revoked", "grant " + grantId + ", " + PermissionText.by(by));
            case SessionEvent.OptionsUpdate _ -> line("options", "changed");
            case SessionEvent.FileCreated file -> line("file", "created " + file.path());
            case SessionEvent.FileModified file -> line("file", "modified " + file.path());
            case SessionEvent.FileDeleted file -> line("file", "deleted " + file.path());
            case SessionEvent.Status status -> line("status", status(status.runtime()));
            case SessionEvent.Log log ->
                    line(log.level().wireName(), log.source().wireName() + ": " + log.message());
            case SessionEvent.ErrorReported(var error) ->
                    line(
                            "error",
                            (error.code() == null ? "" : error.code() + ": ") + error.message());
            case SessionEvent.Unknown(var object) -> line("unknown", object.toString());
            case SessionEvent.Unrecognized other -> line("unknown", other.wireName());
            case SessionEvent.Conversation _ -> null;
        };
    }

    private static BlockText.Line line(String what, String text) {
        return new BlockText.Line(what, text);
    }

    private static String ended(SessionEvent.QueryEnded ended) {
        var text = new StringBuilder(ended.outcome().wireName());
        text.append(String.format(Locale.ROOT, " after %.1f s", ended.durationMs() / MILLIS));
        if (ended.usage() != null) {
            text.append(", ").append(ended.usage().totalTokens()).append(" tokens");
        }
        QueryCause cause = ended.cause();
        if (cause != null) {
            text.append(": ").append(cause.code()).append(": ").append(cause.message());
        }
        return text.toString();
    }

    private static String status(SessionRuntimeState runtime) {
        var environment = runtime.executionEnvironment();
        var text = new StringBuilder();
        if (environment == null) {
            text.append("no execution environment yet");
        } else {
            text.append(environment.status().wireName());
            if (environment.statusMessage() != null) {
                text.append(" (").append(environment.statusMessage()).append(")");
            }
        }
        text.append(runtime.activeQuery() == null ? ", no query" : ", query active");
        if (!runtime.queue().isEmpty()) {
            text.append(", ").append(runtime.queue().size()).append(" queued");
        }
        return text.toString();
    }
}
