package dev.signalbox.app;

import dev.signalbox.agent.Nearest;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.Set;

/// The program. Exit codes: 0 ok, 1 failed, 2 bad usage or configuration.
@Command(
        name = "signalbox",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Hosts coding-agent sessions on your own machine: the conversation on one track, the"
                    + " operations on another, and nothing lost in between.",
            ""
        },
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            RunCommand.class,
            LsCommand.class,
            AttachCommand.class,
            SendCommand.class,
            InterruptCommand.class,
            PermitCommand.class,
            EventsCommand.class,
            LogsCommand.class,
            RmCommand.class,
            ConvertCommand.class,
            AgentsCommand.class,
            KeysCommand.class,
            AuditCommand.class,
            SecretsCommand.class,
            SigninCommand.class,
            DoctorCommand.class,
            ConfigCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Start with 'signalbox demo'. Client commands find the server by --url and --token, by"
                    + " SIGNALBOX_URL and SIGNALBOX_TOKEN, or in the data directory."
        })
public final class Signalbox {
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;
    private static final Set<ErrorCode> USAGE =
            Set.of(ErrorCode.CONFIG_INVALID, ErrorCode.BAD_REQUEST);

    /// A signal has come: what fails from now on fails because of it.
    private static volatile boolean isEnding;

    private Signalbox() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Signalbox());
        line.setUsageHelpAutoWidth(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, _, _) -> report(failure));
        line.setParameterExceptionHandler((failure, _) -> {
            String command = failure.getCommandLine().getCommandSpec().qualifiedName();
            say(
                    ErrorCode.BAD_REQUEST.name(),
                    failure.getMessage()
                            + suggestion(failure)
                            + " ('"
                            + command
                            + " --help' shows how)");
            return BAD_USAGE;
        });
        return line;
    }

    /// The command that was meant by a word that is none.
    private static String suggestion(CommandLine.ParameterException failure) {
        if (failure instanceof CommandLine.UnmatchedArgumentException unmatched) {
            var commands = failure.getCommandLine().getSubcommands().keySet();
            var meant = Nearest.of(unmatched.getUnmatched().getFirst(), commands);
            return meant == null ? "" : "; did you mean '" + meant + "'?";
        }
        return "";
    }

    private static int report(Exception failure) {
        if (isEnding) {
            return FAILED;
        }
        if (failure instanceof SignalboxException known) {
            say(known.code().name(), String.valueOf(known.getMessage()));
            return USAGE.contains(known.code()) ? BAD_USAGE : FAILED;
        }
        if (failure instanceof InterruptedException) {
            say(ErrorCode.INTERNAL.name(), "interrupted");
            return FAILED;
        }
        say(ErrorCode.INTERNAL.name(), "unexpected: " + failure);
        System.getLogger(Signalbox.class.getName())
                .log(System.Logger.Level.DEBUG, "command failed", failure);
        return FAILED;
    }

    /// One line on stderr: what failed, its code, what to do.
    static void say(String code, String message) {
        var oneLine = message.lines().map(String::strip).reduce("", (a, b) -> a + " " + b).strip();
        System.err.println("signalbox: " + code + ": " + oneLine);
    }

    /// Runs something when the process is told to end (SIGTERM, SIGINT, SIGHUP), and then ends it.
    /// Told twice, it ends at once.
    ///
    /// @param status the exit code; the JVM's own would name the signal
    static Thread onSignal(Runnable stop, int status) {
        var hook =
                new Thread(
                        () -> {
                            isEnding = true;
                            stop.run();
                            Runtime.getRuntime().halt(status);
                        },
                        "signal");
        Runtime.getRuntime().addShutdownHook(hook);
        Signals.endAtOnceOnTheSecond();
        return hook;
    }

    /// The process ends by itself: the hook is not wanted any more.
    ///
    /// @return false when a signal came first and the hook is at work
    static boolean offSignal(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            return false; // The process is ending already.
        }
    }
}
