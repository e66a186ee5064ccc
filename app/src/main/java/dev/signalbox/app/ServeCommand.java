package dev.signalbox.app;

import dev.signalbox.app.config.Configuration;
import dev.signalbox.app.config.Login;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a server until it is told to end (SIGTERM or Ctrl-C; twice: at once). Sessions go"
                    + " on without it.",
            "",
            "Prints 'listening on URL' when it is ready; its log is JSON lines on stderr"
                    + " (server.logLevel = WARN for less). SIGHUP makes it read its configuration"
                    + " again."
        })
final class ServeCommand implements Callable<Integer> {
    private static final String LOG_LEVEL = "signalbox.log.level";

    @Mixin private ConfigurationOptions options = new ConfigurationOptions();

    @Option(
            names = "--stop-sessions",
            description =
                    "When it is told to end, stop the sessions too: their next message, to the next"
                            + " server, starts them again.")
    private boolean stopSessions;

    @Override
    public Integer call() throws InterruptedException {
        Map<Configuration.Flag, String> flags = flags();
        var configuration = options.read(flags);
        var settings = configuration.settings();
        ServerLog.level(settings.logLevel());
        var end = new ServerEnd();
        var onSignal = Signalbox.onSignal(end, 0);
        try {
            var server =
                    Wiring.start(
                            options.data(), settings, options.agents(settings, Login.ISOLATED));
            end.begun(server);
            reloadOnHangUp(new Reloads(() -> options.read(flags), configuration, server));
            System.out.println("listening on " + server.url());
            if (Terminal.isInteractive()) { // The output of a service is a log.
                System.out.println("sign in: " + server.signInLink() + " (once, within 10 min)");
            }
        } catch (RuntimeException | Error e) {
            end.notBegun();
            var _ = Signalbox.offSignal(onSignal);
            throw e;
        }
        new CountDownLatch(1).await(); // The signal's thread ends the process.
        return 0;
    }

    private Map<Configuration.Flag, String> flags() {
        Map<Configuration.Flag, String> flags = new HashMap<>();
        if (stopSessions) {
            flags.put(new Configuration.Flag("--stop-sessions", "server.stopSessions"), "true");
        }
        var level = System.getProperty(LOG_LEVEL);
        if (level != null) {
            flags.put(new Configuration.Flag("-D" + LOG_LEVEL, "server.logLevel"), level);
        }
        return flags;
    }

    /// A person whose terminal is closed wants an end.
    private static void reloadOnHangUp(Reloads reloads) {
        if (!Terminal.isInteractive()) {
            Signals.onHangUp(reloads::ask);
        }
    }
}
