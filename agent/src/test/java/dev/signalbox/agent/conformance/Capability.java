package dev.signalbox.agent.conformance;

/// What the table in `docs/agents.md` has a column for.
enum Capability {
    TEXT("text"),
    THINKING("thinking"),
    TOOLS("tools"),
    TOOL_FAILURE("failed tool"),
    PERMISSION("permission"),
    QUESTION("question"),
    INTERRUPT("interrupt"),
    RESUME("resume"),
    SUBAGENT("subagent"),
    MCP("MCP"),
    USAGE("usage"),
    COST("cost"),
    IMAGES("images");

    final String title;

    Capability(String title) {
        this.title = title;
    }
}
