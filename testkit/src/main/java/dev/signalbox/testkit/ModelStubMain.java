package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The model stub by hand.
final class ModelStubMain {
    private static final String USAGE =
            "usage: ModelStub [--port N] [--scenarios FILE] [--scenario NAME]";

    private ModelStubMain() {}

    static void run(String[] args) throws IOException, InterruptedException {
        int port = 0;
        JsonNode scenarios = ScenarioBook.bundled();
        var scenario = "default";
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value; " + USAGE);
            }
            switch (args[i]) {
                case "--port" -> port = Integer.parseInt(args[i + 1]);
                case "--scenarios" ->
                        scenarios = Json.parse(Files.readString(Path.of(args[i + 1])));
                case "--scenario" -> scenario = args[i + 1];
                default -> throw new IllegalArgumentException("unknown " + args[i] + "; " + USAGE);
            }
        }
        try (var stub = ModelStub.start(scenarios, scenario, port)) {
            System.out.println("listening " + stub.port());
            new CountDownLatch(1).await(); // Until it is killed.
        }
    }
}
