package dev.signalbox.app;

import dev.signalbox.client.SubscribeOptions;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        description = {
            "Shows both tracks of a session, from its beginning and then live, until Ctrl-C.",
            "The session goes on; a server that restarts is found again. At a terminal you are asked"
                    + " what the agent asks."
        })
final class AttachCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "ID", description = "The session.")
    private String id = "";

    @Option(
            names = "--after",
            paramLabel = "N",
            description = "Begin behind this event (default: 0, the whole session).")
    private long after;

    @Override
    public Integer call() throws InterruptedException {
        try (var client = server.connect()) {
            var prompt = PermissionPrompt.shared(client, id); // An unknown one is said at once.
            var printer = EventOutput.tracks(server.json());
            Follow.untilDeleted(
                    client,
                    id,
                    SubscribeOptions.after(after),
                    server.json() ? printer : printer.andThen(prompt::event));
        }
        return 0;
    }
}
