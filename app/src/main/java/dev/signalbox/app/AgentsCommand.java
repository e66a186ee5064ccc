package dev.signalbox.app;

import dev.signalbox.app.config.Login;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.SignalboxException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

@Command(
        name = "agents",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the agents: which can run, which version, where, and what the others need.",
            "",
            "Asks the server; where none runs, looks for itself, with this shell's environment."
        },
        subcommands = {AgentsCommand.ListCommand.class, AgentsInstallCommand.class})
final class AgentsCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        return list(server);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The same as 'signalbox agents'.")
    static final class ListCommand implements Callable<Integer> {
        @Mixin private ServerOptions server = new ServerOptions();

        @Override
        public Integer call() {
            return list(server);
        }
    }

    private static int list(ServerOptions server) {
        var answer = ask(server);
        if (server.json()) {
            Terminal.line(ProtocolJson.write(new Page<>(answer.agents(), null)));
        } else {
            print(answer.agents());
            Terminal.line("\n" + answer.from());
        }
        return 0;
    }

    private record Answer(List<AgentView> agents, String from) {}

    private static Answer ask(ServerOptions server) {
        if (server.isKnown()) {
            try (var client = server.connect()) {
                return new Answer(
                        client.agents().items(), "As the server at " + client.baseUrl() + " says.");
            } catch (SignalboxException e) {
                if (e.code() != ErrorCode.SERVER_NOT_FOUND || server.isNamed()) {
                    throw e;
                }
                // It was killed, and could not take back that it was there.
            }
        }
        var data = server.data();
        var settings = ConfigurationOptions.read(data, null, Map.of()).settings();
        return new Answer(
                new AgentRegistry(settings, data.agents(), Login.ISOLATED, System.getenv())
                        .agents(),
                "As a server started from this shell would say; none runs in " + data.path() + ".");
    }

    private static void print(List<AgentView> agents) {
        var format =
                "%-"
                        + width("NAME", agents, AgentView::name)
                        + "s  %-9s  %-"
                        + width("VERSION", agents, AgentsCommand::version)
                        + "s  %-"
                        + width("WHERE", agents, AgentsCommand::path)
                        + "s  %s";
        Terminal.line(format.formatted("NAME", "AVAILABLE", "VERSION", "WHERE", "WHAT TO DO"));
        for (var agent : agents) {
            Terminal.line(
                    format.formatted(
                                    agent.name(),
                                    agent.available() ? "yes" : "no",
                                    version(agent),
                                    path(agent),
                                    AgentNames.whatToDo(agent))
                            .stripTrailing());
        }
    }

    private static int width(
            String title, List<AgentView> agents, Function<AgentView, String> column) {
        int widest =
                agents.stream().mapToInt(agent -> column.apply(agent).length()).max().orElse(0);
        return Math.max(title.length(), widest);
    }

    private static String version(AgentView agent) {
        return agent.version() == null ? "-" : agent.version();
    }

    private static String path(AgentView agent) {
        return agent.path() == null ? "-" : agent.path();
    }
}
