package dev.signalbox.runner;

import dev.signalbox.process.ControlGroups;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.Words;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// How processes end: which signal an exit status stands for, and whether memory ran out.
final class Exits {
    private static final int SIGNAL_BASE = 128;

    private Exits() {}

    /// @param status as `Process.exitValue` says it: 128 and more for a signal
    /// @param outOfMemory whether there are signs of it
    static QueryCause.Exit of(int status, boolean outOfMemory) {
        var signal = signal(status - SIGNAL_BASE);
        if (signal != null) {
            return QueryCause.Exit.ofSignal(signal, outOfMemory);
        }
        return outOfMemory
                ? new QueryCause.Exit(status, null, true, Map.of())
                : QueryCause.Exit.ofCode(status);
    }

    /// The signals that end a process; null for other numbers, which are exit codes of the agent's
    /// own making.
    private static @Nullable String signal(int number) {
        boolean isMac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
        return switch (number) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> isMac ? null : "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 10 -> isMac ? "SIGBUS" : "SIGUSR1";
            case 11 -> "SIGSEGV";
            case 12 -> isMac ? "SIGSYS" : "SIGUSR2";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            case 31 -> isMac ? "SIGUSR2" : "SIGSYS";
            default -> null;
        };
    }

    /// In words, for messages.
    static String describe(QueryCause.Exit exit) {
        var how =
                exit.signal() != null
                        ? "was ended by " + exit.signal()
                        : "exited with code " + exit.code();
        return Boolean.TRUE.equals(exit.outOfMemory()) ? how + ", out of memory" : how;
    }

    /// Whether the agent's last words are those of a process without memory.
    static boolean saysOutOfMemory(String stderrTail) {
        return stderrTail.contains("heap out of memory")
                || stderrTail.contains("OutOfMemoryError")
                || stderrTail.contains("Cannot allocate memory")
                || stderrTail.contains("MemoryError");
    }

    /// How many processes the kernel has killed for want of memory in the nearest control group
    /// around this process where it counts them; 0 where nobody counts.
    static long kernelKills() {
        return ControlGroups.memoryCounters().map(Exits::oomKills).orElse(0L);
    }

    private static long oomKills(Path counters) {
        try {
            for (var line : Files.readAllLines(counters, StandardCharsets.US_ASCII)) {
                if (line.startsWith("oom_kill ")) {
                    return Long.parseLong(line.substring("oom_kill ".length()).strip());
                }
            }
        } catch (IOException e) {
            return 0; // nobody is told, so nobody counts
        }
        return 0;
    }

    /// What is said of an agent that was ended because it said nothing for so long.
    static String silent(Duration max) {
        return "The agent said nothing for "
                + Words.of(max)
                + " and was ended. Send the message again, with a longer option maxTurnSilence if it"
                + " needs more time.";
    }

    /// The cause of what ends because its runner is to end.
    static QueryCause terminated() {
        return new QueryCause(
                ErrorCode.ENVIRONMENT_TERMINATED, "The execution environment was terminated.");
    }
}
