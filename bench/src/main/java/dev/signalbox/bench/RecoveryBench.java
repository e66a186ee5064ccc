package dev.signalbox.bench;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.EnvironmentAction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// How long it takes after a server was killed until the next one is attached to every runner that
/// lives: from the start of its process.
final class RecoveryBench {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int QUERIES = 5;

    private final Path home;
    private final Figures listening = new Figures("process start to 'listening on'", "ms");
    private final Figures each = new Figures("process start to a re-attach, each", "ms");
    private final Figures last = new Figures("process start to the last re-attach", "ms");

    RecoveryBench(Path home) {
        this.home = home;
    }

    void run(int rounds, int sessions) throws IOException, InterruptedException {
        try (var scratch = Scratch.make()) {
            var served = Served.start(home, scratch.dir());
            try {
                var ids = start(served.client(), sessions);
                for (int i = 0; i < rounds; i++) {
                    served.kill();
                    served = Served.start(home, scratch.dir());
                    measure(served, sessions);
                }
                assertWorking(served.client(), ids.subList(0, Math.min(QUERIES, sessions)));
            } finally {
                served.close();
            }
        }
        listening.print();
        each.print();
        last.print();
        System.out.printf("%d sessions re-attached after each of %d kills%n", sessions, rounds);
    }

    private static List<String> start(SignalboxClient client, int sessions) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < sessions; i++) {
            var options = ProtocolJson.object().put("chunks", 1).put("delayMs", 0);
            var session =
                    client.createSession(
                            new CreateSession("demo", null, null, options, null, null, null));
            ids.add(session.id());
            client.environment(session.id(), EnvironmentAction.START);
            // One after the other: a hundred JVMs at once start no sooner.
            await(() -> isReady(client, session.id()), "session " + session.id() + " is ready");
        }
        return ids;
    }

    private static boolean isReady(SignalboxClient client, String id) {
        var environment = client.session(id).runtime().executionEnvironment();
        return environment != null && environment.status() == EnvironmentStatus.READY;
    }

    private void measure(Served served, int sessions) {
        listening.add(served.listeningMillis());
        await(() -> served.attachedMillis().size() >= sessions, sessions + " runners are attached");
        var attached = served.attachedMillis();
        attached.forEach(each::add);
        last.add(attached.stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }

    /// And it works again.
    private static void assertWorking(SignalboxClient client, List<String> ids) {
        for (var id : ids) {
            client.sendMessage(id, "again");
            await(() -> client.session(id).runtime().activeQuery() == null, id + " works again");
        }
    }

    private static void await(BooleanSupplier condition, String what) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IllegalStateException("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
