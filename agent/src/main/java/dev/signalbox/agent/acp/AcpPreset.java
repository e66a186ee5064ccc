package dev.signalbox.agent.acp;

import dev.signalbox.agent.AgentProgram;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// All that tells one agent that speaks ACP from another.
///
/// @param program null for an agent whose command line is an option of the session
/// @param arguments after the program
/// @param environment for what the session's environment does not say itself; `{home}` stands for
///   the session's home
/// @param modes the agent's own modes by our `permissionMode`; what the agent does not offer is
///   decided by [PermissionPolicy] alone, which holds beside them in any case
/// @param environmentPatterns as in [dev.signalbox.agent.AgentAdapter#environmentPatterns]
/// @param keys variables of which one would do to sign in; empty when that is not known
/// @param credentials as in [dev.signalbox.agent.AgentAdapter#credentials]
/// @param refused options that the agent cannot honour, and why
public record AcpPreset(
        String name,
        String displayName,
        @Nullable AgentProgram program,
        List<String> arguments,
        Map<String, String> environment,
        Map<String, String> modes,
        Set<String> environmentPatterns,
        List<String> keys,
        List<String> credentials,
        Map<String, String> refused,
        Set<Quirk> quirks) {
    public AcpPreset {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        modes = Map.copyOf(modes);
        environmentPatterns = Set.copyOf(environmentPatterns);
        keys = List.copyOf(keys);
        credentials = List.copyOf(credentials);
        refused = Map.copyOf(refused);
        quirks = Set.copyOf(quirks);
    }

    /// What an agent does in a way of its own.
    public enum Quirk {
        /// Signs in as a file in its home says, and reads its instructions from another.
        GEMINI_HOME,
        /// Takes the model as `-m`.
        MODEL_FLAG,
        /// Takes the model as `ANTHROPIC_MODEL`.
        MODEL_VARIABLE,
        /// Takes additional instructions beside the folder of a new session.
        INSTRUCTIONS_IN_META,
        /// Overwrites a session that it loads within the minute in which it made it.
        SPOILS_YOUNG_SESSIONS,
        /// Lets a command run on after its turn was cancelled.
        LEAVES_COMMANDS
    }

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }
}
