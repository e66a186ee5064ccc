package dev.signalbox.app;

import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.MessageMode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.SendMessage;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;

@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = "Sends a message to a session, and says which query it became.")
final class SendCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The session.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "TEXT", description = "The message.")
    private String text = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "While a query runs: ${COMPLETION-CANDIDATES} (default: queue).")
    private MessageMode mode = MessageMode.QUEUE;

    @Override
    public Integer call() {
        try (var client = server.connect()) {
            var messageId = "msg-" + UUID.randomUUID();
            var accepted =
                    client.sendMessage(
                            id, new SendMessage(MessageContent.of(text), messageId, mode));
            Terminal.line(
                    server.json()
                            ? ProtocolJson.write(accepted)
                            : accepted.state().name().toLowerCase(Locale.ROOT)
                                    + " "
                                    + accepted.queryId()
                                    + (accepted.position() == null
                                            ? ""
                                            : ", position " + accepted.position()));
        }
        return 0;
    }
}
