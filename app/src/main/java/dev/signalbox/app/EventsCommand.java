package dev.signalbox.app;

import dev.signalbox.client.EventsQuery;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Prints the journaled events of a session, one a line.")
final class EventsCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "ID", description = "The session.")
    private String id = "";

    @Option(names = "--after", paramLabel = "N", description = "Begin behind this event.")
    private long after;

    @Option(names = "--follow", description = "Go on with what happens, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        Consumer<Envelope> printer = server.json() ? EventOutput::json : EventOutput::numbered;
        try (var client = server.connect()) {
            if (follow) {
                var _ = client.session(id); // An unknown session is said at once.
                Follow.untilDeleted(client, id, SubscribeOptions.after(after), printer);
            } else {
                pages(client, printer);
            }
        }
        return 0;
    }

    private void pages(SignalboxClient client, Consumer<Envelope> printer) {
        var query = new EventsQuery(after, PAGE, null, null, null);
        while (true) {
            var page = client.events(id, query);
            page.items().forEach(printer);
            if (page.next() == null) {
                return;
            }
            query = query.from(Long.parseLong(page.next().toString()));
        }
    }
}
