package dev.signalbox.journal;

/// What the databases have to be told in words of their own.
enum Engine {
    /// Left alone, it takes the primary key and wades through all lanes. It merges lanes row by
    /// row.
    SQLITE("sqlite", "event INDEXED BY event_by_lane", false, ""),
    /// Without statistics it reads all of a lane and sorts it, unless each lane has a limit.
    POSTGRESQL("postgresql", "event", true, " FOR KEY SHARE");

    private final String folder;
    private final String eventByLane;
    private final boolean limitsEachLane;
    private final String againstDeletion;

    Engine(String folder, String eventByLane, boolean limitsEachLane, String againstDeletion) {
        this.folder = folder;
        this.eventByLane = eventByLane;
        this.limitsEachLane = limitsEachLane;
        this.againstDeletion = againstDeletion;
    }

    /// Where its migrations are.
    String folder() {
        return folder;
    }

    /// The table of events, for a read of one lane.
    String eventByLane() {
        return eventByLane;
    }

    boolean limitsEachLane() {
        return limitsEachLane;
    }

    /// The end of a question for a row that is not to be deleted before the transaction ends.
    String againstDeletion() {
        return againstDeletion;
    }
}
