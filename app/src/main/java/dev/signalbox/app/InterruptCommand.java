package dev.signalbox.app;

import dev.signalbox.protocol.ProtocolJson;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

@Command(
        name = "interrupt",
        mixinStandardHelpOptions = true,
        description =
                "Interrupts the query that a session works on; the session takes the next one.")
final class InterruptCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "ID", description = "The session.")
    private String id = "";

    @Override
    public Integer call() {
        try (var client = server.connect()) {
            var accepted = client.interrupt(id);
            Terminal.line(
                    server.json()
                            ? ProtocolJson.write(accepted)
                            : "interrupting " + accepted.queryId());
        }
        return 0;
    }
}
