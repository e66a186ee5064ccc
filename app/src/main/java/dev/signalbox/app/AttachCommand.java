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
            "The session goes on; a server that restarts is found again."
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
            var _ = client.session(id); // An unknown session is said at once.
            Follow.untilDeleted(
                    client, id, SubscribeOptions.after(after), EventOutput.tracks(server.json()));
        }
        return 0;
    }
}
