package dev.signalbox.app;

import dev.signalbox.client.LogsQuery;
import dev.signalbox.client.SubscribeOptions;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EventFilter;
import dev.signalbox.protocol.LogSource;
import dev.signalbox.protocol.SessionEvent;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.util.Locale;
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

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "Only the lines of agent, runner or server (default: all).")
    private @Nullable LogSource source;

    @Option(
            names = "--contains",
            paramLabel = "TEXT",
            description = "Only lines with this text, in capitals or not.")
    private @Nullable String contains;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Only lines of this moment or later: 2026-11-23T10:00:00Z, or so long ago: 90s,"
                            + " 15m, 2h, 3d.")
    private @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Only lines of before this moment, in the same forms.")
    private @Nullable String until;

    @Option(names = "--follow", description = "Go on with what happens, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        Consumer<Envelope> output = server.json() ? EventOutput::json : LogsCommand::print;
        var from = Moments.parse("--since", since);
        var to = Moments.parse("--until", until);
        Consumer<Envelope> printer =
                one -> {
                    if (isWanted(one, from, to)) {
                        output.accept(one);
                    }
                };
        try (var client = server.connect()) {
            if (follow) {
                var _ = client.session(id); // An unknown session is said at once.
                var filter = new EventFilter(null, Set.of("session:log"), minLevel, null);
                Follow.untilDeleted(client, id, SubscribeOptions.after(0).filter(filter), printer);
                return 0;
            }
            var query = new LogsQuery(minLevel, 0L, source, contains, PAGE, null, from, to);
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

    /// What is followed is not asked for by source, text and time.
    private boolean isWanted(Envelope one, @Nullable Instant from, @Nullable Instant to) {
        return one.event() instanceof SessionEvent.Log log
                && (source == null || log.source() == source)
                && (contains == null
                        || log.message()
                                .toLowerCase(Locale.ROOT)
                                .contains(contains.toLowerCase(Locale.ROOT)))
                && (from == null || !one.at().isBefore(from))
                && (to == null || one.at().isBefore(to));
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
