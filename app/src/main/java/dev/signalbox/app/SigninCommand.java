package dev.signalbox.app;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateTicket;
import dev.signalbox.protocol.Requests.TicketUse;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.net.URI;
import java.util.concurrent.Callable;

@Command(
        name = "signin",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a link that signs a browser in as whoever's token this is: once, within ten"
                    + " minutes."
        })
final class SigninCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        try (var client = server.connect()) {
            var ticket = client.ticket(new CreateTicket(TicketUse.SIGNIN));
            Terminal.line(
                    server.json()
                            ? ProtocolJson.write(ticket)
                            : link(client.baseUrl(), ticket.ticket()));
        }
        return 0;
    }

    /// What follows the `#` is sent to no server and stands in no log.
    static String link(URI url, String ticket) {
        return url.resolve("/signin") + "#ticket=" + ticket;
    }
}
