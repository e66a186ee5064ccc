package dev.signalbox.environment;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts a command in a session of its own, so that neither a terminal's signals nor the end of
/// this process reach it. The command keeps the process id.
final class Detach {
    private static final String PERL =
            "use POSIX; POSIX::setsid() >= 0 or die \"setsid: $!\"; exec @ARGV or die \"exec: $!\"";

    private Detach() {}

    /// @return null when this machine has neither `setsid` nor `perl`
    static @Nullable List<String> command(List<String> command, Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "") + File.pathSeparator + "/usr/bin:/bin";
        var detached = new ArrayList<String>();
        var setsid = find("setsid", path);
        var perl = find("perl", path);
        if (setsid != null) {
            detached.add(setsid);
        } else if (perl != null) {
            detached.addAll(List.of(perl, "-e", PERL));
        } else {
            return null;
        }
        detached.addAll(command);
        return detached;
    }

    private static @Nullable String find(String program, String path) {
        for (String dir : path.split(File.pathSeparator, -1)) {
            var file = dir.isEmpty() ? null : Path.of(dir, program);
            if (file != null && file.isAbsolute() && Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return null;
    }
}
