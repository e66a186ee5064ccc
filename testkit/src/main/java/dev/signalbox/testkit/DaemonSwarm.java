package dev.signalbox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Daemons that an agent leaves behind: each forked twice, in a process session of its own, deaf to
/// polite signals; some with an environment that was cleared too. They do nothing but live, and say
/// their process ids in a file. And a storm: processes of which each starts the next one and ends, so
/// that no list of them is true for long.
///
/// @param directory holds the scripts and the files; made when absent
public record DaemonSwarm(Path directory) {
    private static final String DAEMON =
            """
            #!/bin/sh
            # daemon.sh FILE: says who it is, and lives.
            trap '' HUP INT QUIT TERM
            echo $$ >>"$1"
            exec sleep 3600
            """;

    private static final String SWARM =
            """
            #!/bin/sh
            # swarm.sh FILE KEPT CLEARED: so many daemons with this environment, and so many without.
            here=${0%/*}
            i=0
            while [ $i -lt "$2" ]; do
                i=$((i + 1))
                (setsid sh -c 'sh "$0" "$1" &' "$here/daemon.sh" "$1" </dev/null >/dev/null 2>&1 &)
            done
            i=0
            while [ $i -lt "$3" ]; do
                i=$((i + 1))
                (env -i PATH="$PATH" setsid sh -c 'sh "$0" "$1" &' "$here/daemon.sh" "$1" </dev/null >/dev/null 2>&1 &)
            done
            until [ -f "$1" ] && [ "$(wc -l <"$1")" -ge $(($2 + $3)) ]; do sleep 0.05; done
            """;

    private static final String STORM =
            """
            #!/bin/sh
            # storm.sh FILE: starts the next one of its kind and ends.
            trap '' HUP INT QUIT TERM
            echo $$ >"$1"
            setsid sh "$0" "$1" </dev/null >/dev/null 2>&1 &
            """;

    public DaemonSwarm {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("daemon.sh"), DAEMON);
            Files.writeString(directory.resolve("swarm.sh"), SWARM);
            Files.writeString(directory.resolve("storm.sh"), STORM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A line of shell that starts daemons and goes on when all of them live.
    ///
    /// @param kept how many keep the environment
    /// @param cleared how many clear it
    public String line(int kept, int cleared) {
        return "sh '%s' '%s' %d %d".formatted(directory.resolve("swarm.sh"), pids(), kept, cleared);
    }

    /// A line of shell that starts a storm.
    ///
    /// @param chains how many of its processes live at a time
    /// @param isCleared whether they clear the environment
    public String storm(int chains, boolean isCleared) {
        var start = (isCleared ? "env -i PATH=\"$PATH\" " : "") + "sh '%s' '%s' &";
        return "for chain in $(seq %d); do ".formatted(chains)
                + start.formatted(directory.resolve("storm.sh"), directory.resolve("last"))
                + " done; until [ -s '%s' ]; do sleep 0.05; done"
                        .formatted(directory.resolve("last"));
    }

    private Path pids() {
        return directory.resolve("pids");
    }

    /// The process ids that daemons have said since [#forget], or ever.
    public Set<Long> daemons() {
        var pids = new HashSet<Long>();
        try {
            if (Files.exists(pids())) {
                for (var line : Files.readAllLines(pids())) {
                    pids.add(Long.parseLong(line.strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pids;
    }

    /// Forgets the daemons so far.
    public void forget() throws IOException {
        Files.deleteIfExists(pids());
        Files.deleteIfExists(directory.resolve("last"));
    }

    /// The daemons and processes of the storm that live.
    public List<Long> alive() {
        var alive =
                new ArrayList<Long>(Processes.withWord(directory.resolve("storm.sh").toString()));
        daemons().stream().filter(Processes::isAlive).forEach(alive::add);
        return alive;
    }

    /// Waits until none of them lives.
    ///
    /// @throws AssertionError if one does after `timeout`; says which
    public void awaitNone(Duration timeout) throws InterruptedException {
        Processes.awaitNone(this::alive, timeout, "of the swarm still live ");
    }
}
