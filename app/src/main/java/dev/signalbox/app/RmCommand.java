package dev.signalbox.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Deletes sessions for good: execution environment, journal and files.")
final class RmCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Parameters(arity = "1..*", paramLabel = "ID", description = "The sessions.")
    private List<String> ids = List.of();

    @Override
    public Integer call() {
        try (var client = server.connect()) {
            for (var id : ids) {
                client.deleteSession(id);
                if (!server.json()) {
                    Terminal.line("deleted " + id);
                }
            }
        }
        return 0;
    }
}
