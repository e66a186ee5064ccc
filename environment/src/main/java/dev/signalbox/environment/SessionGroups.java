package dev.signalbox.environment;

import dev.signalbox.process.ControlGroup;
import dev.signalbox.process.ControlGroups;
import dev.signalbox.process.SessionProcesses;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/// The control groups of sessions: `signalbox-KEY-ID`, where KEY stands for the folder of the
/// session's directory, so that servers with other data know which are not theirs. In each are two:
/// `runner`, and `agent` for the agent and what descends from it, which a runner can kill without
/// itself.
final class SessionGroups {
    private static final String PREFIX = "signalbox-";
    private static final String RUNNER = "runner";
    private static final String AGENT = "agent";
    private static final Duration REMOVE = Duration.ofSeconds(1);
    private static final int KEY_BYTES = 6;

    private SessionGroups() {}

    /// Makes the groups of a session.
    ///
    /// @return null where sessions have none
    static @Nullable SessionGroup create(Containment containment, String sessionId, Path sessionDir)
            throws IOException {
        var place = containment.place();
        if (place == null) {
            return null;
        }
        var group = place.child(name(sessionId, sessionDir));
        return new SessionGroup(
                group.create(), group.child(RUNNER).create(), group.child(AGENT).create());
    }

    /// The groups of one session.
    record SessionGroup(ControlGroup whole, ControlGroup runner, ControlGroup agent) {}

    private static String name(String sessionId, Path sessionDir) {
        return prefix(sessionDir.toAbsolutePath().getParent()) + sessionId;
    }

    /// What the names of all groups begin with whose sessions have their directories in a folder.
    private static String prefix(@Nullable Path folder) {
        var path = String.valueOf(folder);
        try {
            path = folder == null ? path : folder.toRealPath().toString();
        } catch (IOException e) {
            path = String.valueOf(folder); // not there any more: as it was called
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(path.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(digest, 0, KEY_BYTES) + "-";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The groups that a session has, or had: those that this server would make, and the one that
    /// its runner was started with, by a server that was elsewhere among the groups.
    private static Set<ControlGroup> of(String sessionId, Path sessionDir) {
        var groups = new LinkedHashSet<ControlGroup>();
        var name = name(sessionId, sessionDir);
        ControlGroups.own().forEach(place -> groups.add(place.group().child(name)));
        var recorded = recorded(new SessionLayout(sessionDir));
        if (recorded != null && name.equals(String.valueOf(recorded.getFileName()))) {
            groups.add(new ControlGroup(recorded));
        }
        groups.removeIf(group -> !group.exists());
        return groups;
    }

    private static @Nullable Path recorded(SessionLayout layout) {
        try {
            var json = ProtocolJson.readObject(Files.readAllBytes(layout.runnerJson()));
            var agent = json.path("agentGroup").asString("");
            return agent.isEmpty() ? null : Path.of(agent).getParent();
        } catch (IOException | ProtocolException e) {
            return null; // no runner was ever started in this directory
        }
    }

    /// Whether there is a group of a session.
    static boolean exist(String sessionId, Path sessionDir) {
        return !of(sessionId, sessionDir).isEmpty();
    }

    /// Kills every process of a session, in whichever group, and those that carry its marker; then
    /// removes the groups.
    static SessionProcesses.Killed end(String sessionId, Path sessionDir, Duration within) {
        var groups = of(sessionId, sessionDir);
        int count = 0;
        var left = new ArrayList<ProcessHandle>();
        for (var group : groups) {
            var killed = new SessionProcesses(sessionId, group, 0, sessionDir).kill(within);
            count += killed.count();
            left.addAll(killed.left());
        }
        if (groups.isEmpty()) {
            var killed = new SessionProcesses(sessionId, null, 0, sessionDir).kill(within);
            count = killed.count();
            left.addAll(killed.left());
        }
        for (var group : groups) {
            var _ = group.remove(REMOVE);
        }
        return new SessionProcesses.Killed(count, left);
    }

    /// The sessions with directories in a folder of which there is a group or a process.
    static Set<String> sessionsBelow(Path folder) {
        var ids = new TreeSet<>(SessionProcesses.sessionsBelow(folder));
        var prefix = prefix(folder.toAbsolutePath());
        for (var place : ControlGroups.own()) {
            try (var groups = Files.newDirectoryStream(place.group().dir(), prefix + "*")) {
                groups.forEach(group ->
                        ids.add(String.valueOf(group.getFileName()).substring(prefix.length())));
            } catch (IOException e) {
                // No groups there that are ours to see.
            }
        }
        return ids;
    }
}
