package dev.signalbox.app;

import dev.signalbox.bench.chaos.Chaos;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

@Command(
        name = "chaos",
        description = {
            "Kills server, runners, agents and tools of its own by a schedule, and reports what was"
                    + " lost.",
            "",
            "It starts a server and sessions in a temporary folder, with an agent that plays a known"
                    + " script, and kills, freezes or starves one process after the other at every"
                    + " moment that matters. After each it checks that no event was lost, doubled or"
                    + " reordered, that the query ended exactly once and rightly, that nothing was"
                    + " left running, that the state is true, and that the session works again.",
            "",
            "Exit code 0: nothing was lost or wrong. 1: something was; the folder is kept.",
            ""
        })
final class ChaosCommand implements Callable<Integer> {
    private static final int ROUNDS_MAX = 100_000;
    private static final int SESSIONS_MAX = 64;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many kills (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "the same seed gives the same schedule (a random one, printed)")
    private Long seed = RandomGenerator.getDefault().nextLong(1, 1_000_000);

    @Option(
            names = "--sessions",
            paramLabel = "M",
            defaultValue = "6",
            description = "how many are at work at the same time (${DEFAULT-VALUE})")
    private int sessions;

    @Option(
            names = "--only",
            paramLabel = "PART",
            defaultValue = "",
            description = {
                "kills whose name, victim/means/phase, has this part: agent/kill, in_tool, …",
                "victims: server runner agent tool",
                "means: kill term freeze out_of_memory exit_0 exit_1",
                "phases: start before_first_event in_deltas in_tool in_permission after_result"
                        + " in_shutdown in_restore"
            })
    private String only = "";

    @Override
    public Integer call() throws Exception {
        require(rounds, ROUNDS_MAX, "--rounds");
        require(sessions, SESSIONS_MAX, "--sessions");
        try {
            return Chaos.run(Wiring.distribution(), new Chaos.Order(rounds, seed, sessions, only));
        } catch (IllegalArgumentException e) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "--only " + only + ": there is no such kill; see 'signalbox chaos --help'",
                    e);
        }
    }

    private static void require(int value, int most, String option) {
        if (value < 1 || value > most) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST, option + " must be 1 to " + most + ", not " + value);
        }
    }
}
