package dev.signalbox.protocol;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The golden vectors in `protocol/vectors`, and the Java type that each is of.
final class Vectors {
    static final Path ROOT = Path.of("vectors");

    /// Unions whose members stand in the folder by their wire names, and `unknown`.
    static final Map<String, Class<?>> UNIONS =
            Map.of(
                    "stream-event", StreamEvent.class,
                    "block", ConversationBlock.class,
                    "content-part", ContentPart.class,
                    "runner-command", RunnerCommand.class,
                    "runner-reply", RunnerReply.class,
                    "client-frame", ClientFrame.class,
                    "server-frame", ServerFrame.class);

    static final String SESSION_EVENT = "session-event";
    static final String REST = "rest";

    static final Map<String, Class<? extends Record>> REST_BODIES =
            Map.ofEntries(
                    Map.entry("create-session", Requests.CreateSession.class),
                    Map.entry("patch-session", Requests.PatchSession.class),
                    Map.entry("send-message", Requests.SendMessage.class),
                    Map.entry("answer-permission", Requests.AnswerPermission.class),
                    Map.entry("session", Replies.SessionView.class),
                    Map.entry("snapshot", Replies.SnapshotView.class),
                    Map.entry("message-accepted", Replies.MessageAccepted.class),
                    Map.entry("interrupt-accepted", Replies.InterruptAccepted.class),
                    Map.entry("permission", Replies.PermissionView.class),
                    Map.entry("permission-grant", PermissionGrant.class),
                    Map.entry("agent", Replies.AgentView.class),
                    Map.entry("environment", Replies.EnvironmentView.class),
                    Map.entry("create-key", Requests.CreateKey.class),
                    Map.entry("audit-entry", AuditEntry.class),
                    Map.entry("key", Replies.KeyView.class),
                    Map.entry("put-secret", Requests.PutSecret.class),
                    Map.entry("secret", Replies.SecretView.class),
                    Map.entry("create-ticket", Requests.CreateTicket.class),
                    Map.entry("ticket", Replies.TicketView.class),
                    Map.entry("sign-in", Requests.SignIn.class),
                    Map.entry("principal", Replies.PrincipalView.class),
                    Map.entry("signed-in", Replies.SignedIn.class),
                    Map.entry("problem", Replies.Problem.class),
                    Map.entry("page", Page.class),
                    Map.entry("joined", ServerFrame.Joined.class),
                    Map.entry("event-filter", EventFilter.class));

    private Vectors() {}

    /// One case of one file.
    ///
    /// @param type what the JSON is read as
    /// @param json as a peer may send it
    /// @param written as it is written again: what the type does not keep is gone
    record Case(
            String folder,
            String file,
            String name,
            Class<?> type,
            ObjectNode json,
            ObjectNode written) {
        @Override
        public String toString() {
            return folder + "/" + file + ": " + name;
        }

        Object read(ObjectNode tree) throws ProtocolException {
            byte[] bytes = ProtocolJson.writeBytes(tree);
            return switch (folder) {
                case SESSION_EVENT -> EnvelopeJson.read(bytes);
                case REST -> ProtocolJson.read(bytes, type);
                default -> ProtocolJson.read(bytes, UNIONS.get(folder));
            };
        }
    }

    /// Every file that there has to be, without `.json`, and its type.
    static Map<String, Class<?>> files() {
        var files = new LinkedHashMap<String, Class<?>>();
        UNIONS.forEach((folder, union) ->
                members(union).forEach(member -> files.put(folder + "/" + fileOf(member), member)));
        members(SessionEvent.class)
                .forEach(member -> {
                    if (member != SessionEvent.Conversation.class) {
                        files.put(SESSION_EVENT + "/" + sessionFileOf(member), member);
                    }
                });
        members(StreamEvent.Conversation.class)
                .forEach(member ->
                        files.put(SESSION_EVENT + "/" + conversationFileOf(member), member));
        REST_BODIES.forEach((name, type) -> files.put(REST + "/" + name, type));
        return files;
    }

    /// The records of a union, through the interfaces in between.
    static List<Class<?>> members(Class<?> union) {
        return Stream.of(union.getPermittedSubclasses())
                .flatMap(one -> one.isRecord() ? Stream.of(one) : members(one).stream())
                .toList();
    }

    private static String fileOf(Class<?> member) {
        return member.getSimpleName().equals("Unknown")
                ? "unknown"
                : WireNames.of(member).replace(':', '-');
    }

    private static String sessionFileOf(Class<?> member) {
        if (member == SessionEvent.Unknown.class) {
            return "session-unknown";
        }
        return member == SessionEvent.Unrecognized.class
                ? "unrecognized"
                : WireNames.of(member).replace(':', '-');
    }

    private static String conversationFileOf(Class<?> member) {
        return switch (WireNames.of(member)) {
            case "block_start" -> "session-block-start";
            case "text_delta" -> "session-block-delta";
            case "block_update" -> "session-block-update";
            case "block_complete" -> "session-block-complete";
            default -> "session-metadata-update";
        };
    }

    /// Every case of every file.
    static List<Case> cases() {
        var cases = new ArrayList<Case>();
        files().forEach((file, type) -> cases.addAll(cases(file, type)));
        return cases;
    }

    static List<Case> cases(String file, Class<?> type) {
        var cases = new ArrayList<Case>();
        int slash = file.indexOf('/');
        for (var one : read(ROOT.resolve(file + ".json")).path("cases")) {
            var json = (ObjectNode) one.path("json");
            @Nullable JsonNode written = one.get("written");
            cases.add(
                    new Case(
                            file.substring(0, slash),
                            file.substring(slash + 1),
                            one.path("name").stringValue(),
                            type,
                            json,
                            written == null ? json : (ObjectNode) written));
        }
        return cases;
    }

    static JsonNode read(Path file) {
        try {
            return ProtocolJson.read(
                    Files.readString(file, StandardCharsets.UTF_8), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ProtocolException e) {
            throw new IllegalStateException(file + " is not JSON", e);
        }
    }
}
