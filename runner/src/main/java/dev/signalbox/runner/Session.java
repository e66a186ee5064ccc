package dev.signalbox.runner;

import java.time.InstantSource;

/// What belongs to the agent loop, in one place for its parts.
record Session(
        RunnerSettings settings,
        SessionFiles files,
        SessionOptions options,
        Inbox inbox,
        Timers timers,
        Recorder recorder,
        QueryDesk desk,
        RememberedFacts remembered,
        Transcript transcript,
        Ids ids,
        InstantSource clock) {}
