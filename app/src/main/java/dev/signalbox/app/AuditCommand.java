package dev.signalbox.app;

import dev.signalbox.client.AuditQuery;
import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.AuditEntry;
import dev.signalbox.protocol.ProtocolJson;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Shows who did what, the newest last. For administrators.")
final class AuditCommand implements Callable<Integer> {
    private static final int PAGE_MAX = 1000;
    private static final String FORMAT = "%-24s  %-8s  %-20s  %-16s  %-36s  %s";

    @Mixin private ServerOptions server = new ServerOptions();

    @Option(names = "--principal", paramLabel = "NAME", description = "Only what this one did.")
    private @Nullable String principal;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "Only this, such as session.create or permission.answer.")
    private @Nullable String action;

    @Option(names = "--session", paramLabel = "ID", description = "Only what this session is in.")
    private @Nullable String session;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "How far back: 30d, 12h, 15m (default: to the first entry).")
    private @Nullable String since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() {
        Instant from = since == null ? null : Instant.now().minus(Lifetime.parse("--since", since));
        var query = new AuditQuery(principal, action, session, from, null, null, null);
        try (var client = server.connect()) {
            var entries = entries(client, query, limit);
            if (server.json()) {
                entries.forEach(entry -> Terminal.line(ProtocolJson.write(entry)));
            } else {
                print(entries);
            }
        }
        return 0;
    }

    /// The oldest first.
    private static List<AuditEntry> entries(SignalboxClient client, AuditQuery query, int most) {
        List<AuditEntry> entries = new ArrayList<>();
        var ask = query;
        while (entries.size() < most) {
            int size = Math.min(PAGE_MAX, most - entries.size());
            var page = client.audit(ask.of(size));
            entries.addAll(page.items());
            if (page.next() == null) {
                break;
            }
            ask = ask.from(page.next().toString());
        }
        return entries.reversed();
    }

    private static void print(List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            Terminal.line("nothing was done");
            return;
        }
        Terminal.line(
                FORMAT.formatted("AT", "OUTCOME", "ACTION", "PRINCIPAL", "SESSION", "TARGET")
                        .stripTrailing());
        for (var entry : entries) {
            String outcome = entry.outcome().name().toLowerCase(Locale.ROOT);
            String target = entry.target() == null ? "" : entry.target();
            Terminal.line(
                    FORMAT.formatted(
                                    entry.at(),
                                    outcome,
                                    entry.action(),
                                    entry.principal(),
                                    entry.sessionId() == null ? "-" : entry.sessionId(),
                                    entry.code() == null ? target : entry.code())
                            .stripTrailing());
        }
    }
}
