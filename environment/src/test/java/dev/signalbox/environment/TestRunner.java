package dev.signalbox.environment;

import dev.signalbox.runner.RunnerMain;

import java.nio.file.Path;
import java.util.List;

/// The runner of this build, as tests start it.
final class TestRunner {
    static final List<String> COMMAND =
            List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    RunnerMain.class.getName());

    private TestRunner() {}
}
