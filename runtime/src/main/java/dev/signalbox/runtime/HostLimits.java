package dev.signalbox.runtime;

/// How many sessions one server takes. What would go over is refused as `OVERLOADED`, with the limit's
/// name and what to do; what is there already goes on.
///
/// @param sessions in all, whether they run or not
/// @param sessionsPerTenant those of one tenant
/// @param sessionsPerPrincipal those that one principal made
/// @param environments execution environments that are up or on their way at the same time; as many
///   more may come up as are started in the same moment
/// @param activeQueriesPerPrincipal queries in flight that one principal asked for; as many more may
///   begin as are asked for in the same moment
public record HostLimits(
        int sessions,
        int sessionsPerTenant,
        int sessionsPerPrincipal,
        int environments,
        int activeQueriesPerPrincipal) {
    /// What a server takes unless it is told otherwise.
    public static final HostLimits DEFAULT = new HostLimits(100_000, 50_000, 20_000, 500, 500);

    /// Messages that may wait in the queue of one session; one more is refused.
    public static final int QUEUE_MESSAGES = 256;

    /// What may wait for one session's owner; a request that finds no room is refused, a runner is read
    /// later.
    public static final int MAILBOX_MESSAGES = 1_024;

    /// What one session keeps in memory for readers, in bytes of JSON; older events are read from the
    /// journal.
    public static final long TAIL_BYTES = 1 << 20;

    public HostLimits {
        requirePositive(sessions, "sessions");
        requirePositive(sessionsPerTenant, "sessionsPerTenant");
        requirePositive(sessionsPerPrincipal, "sessionsPerPrincipal");
        requirePositive(environments, "environments");
        requirePositive(activeQueriesPerPrincipal, "activeQueriesPerPrincipal");
    }

    /// The usual bounds of a tenant and of queries, with others.
    HostLimits(int sessions, int sessionsPerPrincipal, int environments) {
        this(
                sessions,
                DEFAULT.sessionsPerTenant(),
                sessionsPerPrincipal,
                environments,
                DEFAULT.activeQueriesPerPrincipal());
    }

    private static void requirePositive(int limit, String name) {
        if (limit < 1) {
            throw new IllegalArgumentException("limits." + name + " must be 1 or more");
        }
    }
}
