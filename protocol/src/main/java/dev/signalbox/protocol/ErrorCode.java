package dev.signalbox.protocol;

/// Every failure that has a name. The names are stable: clients test for them.
public enum ErrorCode {
    BAD_REQUEST(Category.CALLER, 400, false, "Bad request"),
    UNAUTHENTICATED(Category.CALLER, 401, false, "Not authenticated"),
    FORBIDDEN(Category.CALLER, 403, false, "Not allowed"),
    FORBIDDEN_ORIGIN(Category.CALLER, 403, false, "Origin or host not allowed"),
    NOT_FOUND(Category.CALLER, 404, false, "Not found"),
    SESSION_NOT_FOUND(Category.CALLER, 404, false, "Session not found"),
    QUERY_NOT_FOUND(Category.CALLER, 404, false, "Query not found"),
    PERMISSION_NOT_FOUND(Category.CALLER, 404, false, "Permission request not found"),
    METHOD_NOT_ALLOWED(Category.CALLER, 405, false, "Method not allowed"),
    PERMISSION_ALREADY_RESOLVED(Category.CONFLICT, 409, false, "Permission already resolved"),
    QUERY_ACTIVE(Category.CONFLICT, 409, true, "A query is active"),
    NO_ACTIVE_QUERY(Category.CONFLICT, 409, false, "No query is active"),
    IDEMPOTENCY_CONFLICT(Category.CONFLICT, 409, false, "Idempotency key used with another body"),
    PAYLOAD_TOO_LARGE(Category.CALLER, 413, false, "Payload too large"),
    UNSUPPORTED_MEDIA_TYPE(Category.CALLER, 415, false, "Unsupported media type"),
    UNKNOWN_AGENT(Category.CALLER, 422, false, "Unknown agent"),
    AGENT_NOT_AVAILABLE(Category.CALLER, 422, false, "Agent not available here"),
    UNKNOWN_ENVIRONMENT(Category.CALLER, 422, false, "Unknown execution environment"),
    ENVIRONMENT_NOT_AVAILABLE(
            Category.CALLER, 422, false, "Execution environment not available here"),
    INVALID_OPTION(Category.CALLER, 422, false, "Invalid option"),
    OVERLOADED(Category.OVERLOADED, 429, true, "Overloaded"),
    RATE_LIMITED(Category.OVERLOADED, 429, true, "Rate limited"),
    INTERNAL(Category.INTERNAL, 500, false, "Internal error"),
    JOURNAL_UNAVAILABLE(Category.INTERNAL, 503, true, "Journal unavailable"),
    ISSUER_UNAVAILABLE(Category.INTERNAL, 503, true, "Token issuer unavailable"),

    ENVIRONMENT_START_FAILED(
            Category.ENVIRONMENT, 502, true, "Execution environment failed to start"),
    ENVIRONMENT_LOST(Category.ENVIRONMENT, 502, true, "Execution environment lost"),
    ENVIRONMENT_TERMINATED(Category.ENVIRONMENT, 409, true, "Execution environment terminated"),
    RUNNER_PROTOCOL_VIOLATION(Category.ENVIRONMENT, 502, false, "Runner broke the protocol"),
    RUNNER_UNRESPONSIVE(Category.ENVIRONMENT, 502, true, "Runner does not answer"),
    AGENT_NOT_INSTALLED(Category.AGENT, 422, false, "Agent not installed"),
    AGENT_EXITED(Category.AGENT, 502, true, "Agent exited"),
    AGENT_AUTH_FAILED(Category.AGENT, 502, false, "Agent could not sign in"),
    AGENT_OVERLOADED(Category.AGENT, 503, true, "Model overloaded"),
    AGENT_CONTEXT_TOO_LONG(Category.AGENT, 422, false, "Context too long"),
    AGENT_SILENT(Category.AGENT, 504, true, "Agent silent"),
    AGENT_OUT_OF_MEMORY(Category.AGENT, 502, true, "Agent out of memory"),
    AGENT_FAILED(Category.AGENT, 502, true, "Agent failed"),

    CONFIG_INVALID(Category.CALLER, 400, false, "Configuration invalid"),
    PORT_IN_USE(Category.CALLER, 409, false, "Port in use"),
    DATA_LOCKED(Category.CONFLICT, 409, false, "Data directory in use"),
    SERVER_NOT_FOUND(Category.CALLER, 404, true, "Server not found");

    /// Whose failure it is, so that failures can be counted by kind.
    public enum Category {
        CALLER,
        CONFLICT,
        OVERLOADED,
        ENVIRONMENT,
        AGENT,
        INTERNAL
    }

    private final Category category;
    private final int httpStatus;
    private final boolean retryable;
    private final String title;

    ErrorCode(Category category, int httpStatus, boolean retryable, String title) {
        this.category = category;
        this.httpStatus = httpStatus;
        this.retryable = retryable;
        this.title = title;
    }

    public Category category() {
        return category;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// Whether the same request may succeed later.
    public boolean retryable() {
        return retryable;
    }

    /// A few words for a person; the same for each failure with this code.
    public String title() {
        return title;
    }
}
