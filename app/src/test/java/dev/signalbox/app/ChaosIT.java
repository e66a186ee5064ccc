package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// A short run of `signalbox chaos` against the distribution. `docs/reliability.md` has a long one.
class ChaosIT {
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 40);

    @TempDir Path folder;

    private Distribution signalbox;

    @BeforeEach
    void prepare() {
        signalbox = new Distribution(folder).within(Duration.ofMinutes(6));
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    @Test
    void whateverIsKilledNothingIsLost() throws Exception {
        long seed = Long.getLong("chaos.seed", RandomGenerator.getDefault().nextLong(1, 100_000));
        System.out.println("chaos: seed " + seed);
        var run =
                signalbox.run(
                        "chaos",
                        "--rounds",
                        Integer.toString(ROUNDS),
                        "--sessions",
                        "5",
                        "--seed",
                        Long.toString(seed));
        System.out.println(run.stdout());
        assertThat(run.exit()).as("seed %d: %s", seed, run).isZero();
        assertThat(run.stdout()).contains("lost events", "orphans");
    }

    @Test
    void aPartOfTheMatrixThatIsNoneIsRefused() throws Exception {
        assertThat(
                        signalbox
                                .run("chaos", "--only", "agent/explode")
                                .failed(2, "BAD_REQUEST")
                                .stderr())
                .contains("--only agent/explode");
        signalbox.run("chaos", "--rounds", "0").failed(2, "BAD_REQUEST");
    }
}
