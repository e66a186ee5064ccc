package dev.signalbox.testkit;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How to keep a real agent away from everybody but a [ModelStub].
///
/// @param name the name of the agent's adapter
/// @param program which program it is
/// @param environment variables of the agent
/// @param options of the session
public record OfflineAgent(
        String name, RealAgent program, Map<String, String> environment, ObjectNode options) {
    public OfflineAgent {
        environment = Map.copyOf(environment);
    }

    /// The agents that there are such settings for.
    public static List<String> names() {
        return List.of("claude", "codex", "opencode", "gemini", "claude-acp");
    }

    /// @param url of the model server, as [ModelStub#url] gives it
    /// @return null for an agent that has no settings here
    public static @Nullable OfflineAgent of(String name, String url) {
        return switch (name) {
            case "claude" -> new OfflineAgent(name, RealAgent.CLAUDE, claude(url), Json.object());
            case "claude-acp" ->
                    new OfflineAgent(name, RealAgent.CLAUDE_ACP, claudeAcp(url), Json.object());
            case "codex" ->
                    new OfflineAgent(
                            name, RealAgent.CODEX, Map.of("STUB_KEY", "sk-stub"), codex(url));
            case "opencode" ->
                    new OfflineAgent(name, RealAgent.OPENCODE, openCode(), openCode(url));
            case "gemini" -> new OfflineAgent(name, RealAgent.GEMINI, gemini(url), gemini());
            default -> null;
        };
    }

    private static Map<String, String> claude(String url) {
        return Map.of(
                "ANTHROPIC_BASE_URL", url,
                "ANTHROPIC_API_KEY", "sk-stub",
                "CLAUDE_CODE_MAX_RETRIES", "2",
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                "DISABLE_AUTOUPDATER", "1");
    }

    private static Map<String, String> claudeAcp(String url) {
        var environment = new HashMap<>(claude(url));
        var node = RealAgent.NODE.locate();
        if (node != null) {
            environment.put("PATH", node.getParent() + ":" + System.getenv("PATH"));
        }
        return environment;
    }

    private static ObjectNode codex(String url) {
        var provider =
                Json.object(
                        "name",
                        "stub",
                        "base_url",
                        url + "/v1",
                        "env_key",
                        "STUB_KEY",
                        "wire_api",
                        "responses",
                        "request_max_retries",
                        1,
                        "stream_max_retries",
                        1);
        return Json.object(
                "model",
                "stub-model",
                "config",
                Json.object(
                        "model_provider",
                        "stub",
                        "model_providers",
                        Json.object("stub", provider)));
    }

    private static Map<String, String> openCode() {
        return Map.of(
                "OPENCODE_DISABLE_MODELS_FETCH", "1",
                "OPENCODE_DISABLE_LSP_DOWNLOAD", "1",
                "OPENCODE_DISABLE_DEFAULT_PLUGINS", "1");
    }

    private static ObjectNode openCode(String url) {
        var model =
                Json.object(
                        "tool_call",
                        true,
                        "reasoning",
                        true,
                        "attachment",
                        true,
                        "limit",
                        Json.object("context", 200_000, "output", 8_000),
                        "cost",
                        Json.object("input", 3, "output", 15),
                        "modalities",
                        Json.object(
                                "input",
                                Json.array("text", "image"),
                                "output",
                                Json.array("text")));
        var provider =
                Json.object(
                        "npm",
                        "@ai-sdk/openai-compatible",
                        "options",
                        Json.object("baseURL", url + "/v1", "apiKey", "sk-stub"),
                        "models",
                        Json.object("m", model));
        return Json.object(
                "model",
                "stub/m",
                "opencodeConfig",
                Json.object(
                        "small_model",
                        "stub/m",
                        "enabled_providers",
                        Json.array("stub"),
                        "provider",
                        Json.object("stub", provider)));
    }

    private static Map<String, String> gemini(String url) {
        return Map.of("GEMINI_API_KEY", "sk-stub", "GOOGLE_GEMINI_BASE_URL", url);
    }

    private static ObjectNode gemini() {
        return Json.object("model", "gemini-2.5-pro");
    }
}
