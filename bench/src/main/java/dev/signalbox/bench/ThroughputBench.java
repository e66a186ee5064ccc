package dev.signalbox.bench;

import dev.signalbox.client.SubscribeOptions;

import java.io.IOException;
import java.nio.file.Path;

/// One session flat out: 20,000 deltas as fast as the agent can say them, to one subscriber.
final class ThroughputBench {
    private static final int EVENTS = 20_000;

    private final Path home;

    ThroughputBench(Path home) {
        this.home = home;
    }

    void run(int rounds) throws IOException, InterruptedException {
        var rate = new Figures("one session flat out, events/s", "");
        try (var scratch = Scratch.make();
                var served = Served.start(home, scratch.dir())) {
            var client = served.client();
            String session = served.stampingSession();
            var reader = new StampReader();
            try (var _ =
                    client.subscribe(session, SubscribeOptions.after(0).batched(true), reader)) {
                client.sendMessage(session, EVENTS + " 0");
                var _ = reader.next();
                int lost = 0;
                for (int i = 0; i < rounds; i++) {
                    client.sendMessage(session, EVENTS + " 0");
                    var answer = reader.next();
                    lost += EVENTS - answer.ages().size();
                    rate.add(answer.ages().size() / answer.seconds());
                }
                rate.print();
                System.out.printf("lost of %d: %d%n", rounds * EVENTS, lost);
            }
        }
    }
}
