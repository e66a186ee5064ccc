package dev.signalbox.app;

import dev.signalbox.client.SessionsQuery;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.SessionView;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "Lists sessions, newest activity first.")
final class LsCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        try (var client = server.connect()) {
            var page = client.sessions(SessionsQuery.ALL);
            if (server.json()) {
                Terminal.line(ProtocolJson.write(page));
                return 0;
            }
            List<SessionView> sessions = new ArrayList<>(page.items());
            while (page.next() != null) {
                page = client.sessions(SessionsQuery.ALL.from(page.next().toString()));
                sessions.addAll(page.items());
            }
            print(sessions);
        }
        return 0;
    }

    private static void print(List<SessionView> sessions) {
        if (sessions.isEmpty()) {
            Terminal.line("no sessions");
            return;
        }
        var format = "%-36s  %-8s  %-12s  %-7s  %-24s  %s";
        Terminal.line(format.formatted("ID", "AGENT", "ENVIRONMENT", "QUERY", "ACTIVITY", "NAME"));
        for (var session : sessions) {
            var runtime = session.runtime();
            var environment = runtime.executionEnvironment();
            Terminal.line(
                    format.formatted(
                                    session.id(),
                                    session.agent(),
                                    environment == null ? "-" : environment.status().wireName(),
                                    runtime.activeQuery() == null ? "-" : "active",
                                    session.lastActivity(),
                                    session.name() == null ? "" : session.name())
                            .stripTrailing());
        }
    }
}
