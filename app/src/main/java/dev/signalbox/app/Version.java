package dev.signalbox.app;

import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What this build is.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var build = new Properties();
        try (var in = Version.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var commit = build.getProperty("commit", "$");
        return new String[] {
            "signalbox "
                    + build.getProperty("version", "unknown")
                    + " ("
                    + (commit.startsWith("$") ? "unknown" : commit)
                    + ")"
        };
    }

    /// Such as `0.1.0`.
    static String number() {
        return new Version().getVersion()[0].split(" ", -1)[1];
    }
}
