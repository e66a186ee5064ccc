package dev.signalbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.time.Duration;

class MemoryLimitIT {
    private static final int SIGKILL = 128 + 9;

    @Test
    void theKernelEndsWhatWantsMoreThanItsLimit() throws Exception {
        // Needs to be root, as a rule. CI is.
        Assumptions.assumeTrue(
                MemoryLimit.isAvailable() || "true".equals(System.getenv("CI")),
                "SKIPPED: no memory control group may be made here");
        // Waits for a line, and then takes memory without end.
        var greedy =
                new ProcessBuilder("sh", "-c", "read go; x=x; while :; do x=$x$x; done").start();
        try (var limit =
                MemoryLimit.make("signalbox-test-" + ProcessHandle.current().pid(), 8 << 20)) {
            limit.add(greedy.pid());
            greedy.getOutputStream().write('\n');
            greedy.getOutputStream().flush();
            Processes.awaitDead(greedy.pid(), Duration.ofSeconds(20));
            assertThat(greedy.waitFor()).isEqualTo(SIGKILL);
        } finally {
            greedy.toHandle().destroyForcibly();
        }
    }
}
