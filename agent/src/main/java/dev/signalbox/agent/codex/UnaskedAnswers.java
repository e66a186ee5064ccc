package dev.signalbox.agent.codex;

import dev.signalbox.protocol.ConversationBlock.ToolUse;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// What a permission mode answers without a person.
record UnaskedAnswers(PermissionMode.Unasked what, Path workspace) {
    static final UnaskedAnswers NONE =
            new UnaskedAnswers(PermissionMode.Unasked.NOTHING, Path.of(""));

    /// The files that a call is about.
    static List<String> files(@Nullable ToolUse block) {
        var locations = block == null ? null : block.locations();
        return locations == null
                ? List.of()
                : locations.stream().map(ToolUse.Location::path).sorted().toList();
    }

    /// The answer to a request; null to ask a person.
    @Nullable Boolean to(Asked request) {
        return switch (what) {
            case NOTHING -> null;
            case EDITS -> isEditInWorkspace(request) ? Boolean.TRUE : null;
            case WRITES_REFUSED ->
                    switch (request.kind()) {
                        case COMMAND, FILES, PROFILE -> Boolean.FALSE;
                        case QUESTIONS, ELICITATION -> null;
                    };
        };
    }

    private boolean isEditInWorkspace(Asked request) {
        return request.kind() == Asked.Kind.FILES
                && !request.params().hasNonNull("grantRoot")
                && areInWorkspace(request.files());
    }

    private boolean areInWorkspace(List<String> files) {
        try {
            return !files.isEmpty()
                    && files.stream()
                            .allMatch(file ->
                                    workspace
                                            .resolve(file)
                                            .normalize()
                                            .startsWith(workspace.normalize()));
        } catch (InvalidPathException _) {
            return false;
        }
    }
}
