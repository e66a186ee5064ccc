package dev.signalbox.app;

import dev.signalbox.app.config.Login;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a server until it is told to end (SIGTERM or Ctrl-C). Sessions go on without it.",
            "",
            "Prints 'listening on URL' when it is ready; its log is JSON lines on stderr"
                    + " (SIGNALBOX_JAVA_OPTS=-Dsignalbox.log.level=WARN for less)."
        })
final class ServeCommand implements Callable<Integer> {
    private static final String LOG_LEVEL = "signalbox.log.level";

    @Mixin private ConfigurationOptions options = new ConfigurationOptions();

    @Override
    public Integer call() throws InterruptedException {
        // Before anybody logs: the logger reads it once.
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "INFO");
        }
        var settings = options.read().settings();
        var server =
                Wiring.start(options.data(), settings, options.agents(settings, Login.ISOLATED));
        var _ = Signalbox.onSignal(server::close, 0);
        System.out.println("listening on " + server.url());
        new CountDownLatch(1).await(); // The signal's thread ends the process.
        return 0;
    }
}
