package dev.signalbox.app;

import dev.signalbox.client.LogsQuery;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.SessionEvent;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the log lines of a session: its runner's, its agent's, the server's.")
final class LogsCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "ID", description = "The session.")
    private String id = "";

    @Option(
            names = "--min-level",
            paramLabel = "LEVEL",
            description = "The least one to print: debug, info, warn or error (default: debug).")
    private EventFilter.MinLogLevel minLevel = EventFilter.MinLogLevel.DEBUG;

    @Option(names = "--follow", description = "Go on with what happens, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        Consumer<Envelope> printer = server.json() ? EventOutput::json : LogsCommand::print;
        try (var client = server.connect()) {
            if (follow) {
                var _ = client.session(id); // An unknown session is said at once.
                var filter = new EventFilter(null, Set.of("session:log"), minLevel, null);
                Follow.untilDeleted(client, id, SubscribeOptions.after(0).filter(filter), printer);
                return 0;
            }
            var query = new LogsQuery(minLevel, 0L, null, null, PAGE, null);
            while (true) {
                var page = client.logs(id, query);
                page.items().forEach(printer);
                if (page.next() == null) {
                    return 0;
                }
                query = query.from(Long.parseLong(page.next().toString()));
            }
        }
    }

    private static void print(Envelope envelope) {
        if (envelope.event() instanceof SessionEvent.Log log) {
            Terminal.line(
                    "%s  %-5s  %-6s  %s"
                            .formatted(
                                    envelope.at(),
                                    log.level().wireName(),
                                    log.source().wireName(),
                                    log.message()));
        }
    }
}
