package dev.signalbox.agent;

/// Where new ids come from.
@FunctionalInterface
public interface IdSource {
    /// What ids of blocks begin with.
    String BLOCK = "blk";

    /// What ids of queries that the agent starts begin with.
    String QUERY = "qry";

    /// An id that is unique in the session.
    String newId(String prefix);
}
