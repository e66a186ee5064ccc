package dev.signalbox.bench;

import dev.signalbox.client.SubscribeOptions;

import java.io.IOException;
import java.nio.file.Path;

/// From an agent's own line to the client, through runner, journal and WebSocket: the first event
/// of each query of a warm session, and events at 1,000 a second.
final class LatencyBench {
    private final Path home;

    LatencyBench(Path home) {
        this.home = home;
    }

    void run(int rounds) throws IOException, InterruptedException {
        var first = new Figures("agent's line to client, first of a query", "ms");
        var paced = new Figures("agent's line to client, 1,000 a second", "ms");
        try (var scratch = Scratch.make();
                var served = Served.start(home, scratch.dir())) {
            var client = served.client();
            String session = served.stampingSession();
            var reader = new StampReader();
            try (var _ = client.subscribe(session, SubscribeOptions.after(0), reader)) {
                for (int i = 0; i < 10; i++) { // Warm: compilers, caches, the agent itself.
                    client.sendMessage(session, "500 200");
                    var _ = reader.next();
                }
                for (int i = 0; i < rounds; i++) {
                    client.sendMessage(session, "1 0");
                    first.add(reader.next().ages().getFirst());
                }
                client.sendMessage(session, "5000 1000");
                reader.next().ages().forEach(paced::add);
            }
            first.print();
            paced.print();
            System.out.printf(
                    "server resident after the run: %.0f MB%n", served.residentMegabytes());
        }
    }
}
