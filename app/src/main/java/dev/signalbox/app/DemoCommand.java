package dev.signalbox.app;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests.CreateSession;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Hosts a session of the built-in agent and shows both tracks live.",
            "Needs nothing installed and no network; leaves nothing running and no files."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String PROMPT = "Show me both tracks.";

    @Option(
            names = "--chunks",
            paramLabel = "N",
            description = "Pieces of the longest text (default: ${DEFAULT-VALUE}).")
    private int chunks = 40;

    @Option(
            names = "--delay-ms",
            paramLabel = "N",
            description = "The pause between two steps (default: ${DEFAULT-VALUE}).")
    private int delayMs = 25;

    @Option(names = "--json", description = "Print the events as JSON, one a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (var server = EmbeddedServer.start(null)) {
            if (!json) {
                Terminal.line(
                        "A server on "
                                + server.client().baseUrl()
                                + ", a runner, and the agent 'demo': what they say, on two tracks.\n");
            }
            var options = ProtocolJson.object().put("chunks", chunks).put("delayMs", delayMs);
            var session =
                    server.client()
                            .createSession(
                                    new CreateSession(
                                            "demo", null, null, options, null, null, null));
            var outcome =
                    OneQuery.run(server.client(), session.id(), PROMPT, EventOutput.tracks(json));
            if (!json) {
                Terminal.line(
                        "\nNext: 'signalbox run --agent claude \"…\"' for a real agent, 'signalbox"
                                + " serve' for a server of your own.");
            }
            return outcome == QueryOutcome.COMPLETED ? 0 : 1;
        }
    }
}
