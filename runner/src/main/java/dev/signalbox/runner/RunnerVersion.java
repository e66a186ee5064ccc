package dev.signalbox.runner;

/// The version of this build, as the jar's manifest says it.
final class RunnerVersion {
    static final String VERSION = version();

    private RunnerVersion() {}

    private static String version() {
        var version = RunnerVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
