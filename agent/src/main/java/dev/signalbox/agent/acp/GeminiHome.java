package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentOptions;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Gemini CLI wants to find in its home before it is started: how it signs in, and what it is
/// to know. Only what is missing is added, for the home is the session's, and what is there may be
/// its user's own.
final class GeminiHome {
    private static final String BEGIN = "<!-- from the session's options -->";
    private static final String END = "<!-- end of the session's options -->";

    /// About half a minute of patience with a model that does not answer, and then a failure with a
    /// name; ten tries, which is what Gemini does by itself, are minutes of silence.
    private static final int ATTEMPTS_MAX = 4;

    private GeminiHome() {}

    /// @throws SignalboxException `AGENT_FAILED`, when the home cannot be written
    static void prepare(AgentSpec spec) {
        var folder = spec.home().resolve(".gemini");
        try {
            Files.createDirectories(folder);
            settings(spec, folder);
            instructions(
                    folder.resolve("GEMINI.md"),
                    AgentOptions.string(spec.options(), "systemPromptAppend"));
        } catch (IOException e) {
            throw new SignalboxException(ErrorCode.AGENT_FAILED, "cannot write " + folder, e);
        }
    }

    private static void settings(AgentSpec spec, Path folder) throws IOException {
        var file = folder.resolve("settings.json");
        ObjectNode settings;
        try {
            settings =
                    Files.exists(file)
                            ? ProtocolJson.readObject(Files.readAllBytes(file))
                            : ProtocolJson.object();
        } catch (ProtocolException _) {
            return; // Gemini allows comments in it; whoever wrote it knows what is in it.
        }
        var before = settings.deepCopy();
        putAbsent(settings, "general", "enableAutoUpdate");
        if (!within(settings, "general").has("maxAttempts")) {
            within(settings, "general").put("maxAttempts", ATTEMPTS_MAX);
        }
        putAbsent(settings, "privacy", "usageStatisticsEnabled");
        var auth = within(within(settings, "security"), "auth");
        var type = authType(spec, folder);
        if (type != null && !auth.has("selectedType")) {
            auth.put("selectedType", type);
        }
        if (!settings.equals(before)) {
            Files.write(file, ProtocolJson.writeBytes(settings));
        }
    }

    private static void putAbsent(ObjectNode settings, String section, String name) {
        var inside = within(settings, section);
        if (!inside.has(name)) {
            inside.put(name, false);
        }
    }

    private static ObjectNode within(ObjectNode settings, String section) {
        return settings.get(section) instanceof ObjectNode object
                ? object
                : settings.putObject(section);
    }

    private static @Nullable String authType(AgentSpec spec, Path folder) {
        if (has(spec, "GEMINI_API_KEY")) {
            return "gemini-api-key";
        }
        if (has(spec, "GOOGLE_API_KEY") || has(spec, "GOOGLE_GENAI_USE_VERTEXAI")) {
            return "vertex-ai";
        }
        return Files.exists(folder.resolve("oauth_creds.json")) ? "oauth-personal" : null;
    }

    private static boolean has(AgentSpec spec, String variable) {
        return !spec.environment().getOrDefault(variable, "").isBlank();
    }

    /// Gemini keeps what it is told to remember in the same file, so that only our part is changed.
    private static void instructions(Path file, @Nullable String append) throws IOException {
        var text = Files.exists(file) ? Files.readString(file) : "";
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        var others =
                begin < 0 || end < begin
                        ? text
                        : text.substring(0, begin)
                                + text.substring(end + END.length()).stripLeading();
        var wanted = append == null ? others : BEGIN + "\n" + append + "\n" + END + "\n" + others;
        if (!wanted.equals(text)) {
            Files.writeString(file, wanted);
        }
    }
}
