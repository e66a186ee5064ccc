package dev.signalbox.process;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts a command in a process session of its own, so that neither a terminal's signals nor the
/// end of this process reach it. The command keeps the process id.
public final class Detach {
    private static final String PERL =
            "use POSIX; POSIX::setsid() >= 0 or die \"setsid: $!\"; exec @ARGV or die \"exec: $!\"";

    /// Enters a group and becomes the command: nothing of the command ever runs outside. What shells
    /// add to the environment is taken out again.
    private static final String ENTER =
            "echo 0 >\"$1\" || exit 125; shift; unset PWD OLDPWD SHLVL; exec \"$@\"";

    private Detach() {}

    /// The command as it is to be run.
    ///
    /// @param environment of the command; its `PATH` is searched for what is needed
    /// @param group where the command and all that it starts is to be; null = where this process is.
    ///   A command that cannot enter exits with code 125 and says why on standard error.
    /// @return null when this machine has neither `setsid` nor `perl`
    public static @Nullable List<String> command(
            List<String> command, Map<String, String> environment, @Nullable ControlGroup group) {
        String path = environment.getOrDefault("PATH", "") + File.pathSeparator + "/usr/bin:/bin";
        var detached = new ArrayList<String>();
        if (group != null) {
            var processes = group.dir().resolve(ControlGroup.PROCESSES).toString();
            detached.addAll(List.of("/bin/sh", "-c", ENTER, "enter", processes));
        }
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

    /// A program by its name.
    ///
    /// @param path folders, as in the variable `PATH`; those that are not absolute are passed over
    /// @return null when it is in none of them
    public static @Nullable String find(String program, String path) {
        for (String dir : path.split(File.pathSeparator, -1)) {
            var file = dir.isEmpty() ? null : Path.of(dir, program);
            if (file != null
                    && file.isAbsolute()
                    && Files.isExecutable(file)
                    && !Files.isDirectory(file)) {
                return file.toString();
            }
        }
        return null;
    }
}
