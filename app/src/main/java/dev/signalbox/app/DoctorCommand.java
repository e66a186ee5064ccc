package dev.signalbox.app;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.AgentView;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks what Signalbox needs here, and says what is missing and how to get it.",
            "",
            "Changes nothing. Every line begins with 'ok', '--' (works without it) or '!!' (broken);"
                    + " the exit code is 1 when something is broken."
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin private ConfigurationOptions options = new ConfigurationOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /// What is printed as JSON.
    record Report(boolean ok, List<Check> checks, List<AgentView> agents) {}

    @Override
    public Integer call() throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        var host = new HostChecks(options);
        checks.add(host.java());
        checks.add(host.data());
        checks.add(host.configuration());
        var server = new ServerCheck(options, host.settings());
        checks.add(server.check());
        checks.add(RunnerCheck.check(host.settings() != null));
        checks.add(host.containment());
        checks.addAll(host.tools());
        var agents = new AgentChecks(options, host.settings(), server);
        checks.addAll(agents.checks());
        boolean isBroken = checks.stream().anyMatch(Check::isBroken);
        if (json) {
            Terminal.line(ProtocolJson.write(new Report(!isBroken, checks, agents.views())));
        } else {
            print(checks);
        }
        return isBroken ? 1 : 0;
    }

    private static void print(List<Check> checks) {
        int width = checks.stream().mapToInt(check -> check.about().length()).max().orElse(1);
        for (var check : checks) {
            Terminal.line(
                    ("%s  %-" + width + "s  %s")
                            .formatted(check.status().mark(), check.about(), check.found()));
        }
        var todo = checks.stream().filter(check -> check.todo() != null).toList();
        if (todo.isEmpty()) {
            Terminal.line("\nNothing is missing.");
            return;
        }
        Terminal.line("\nWhat to do:");
        for (var check : todo) {
            Terminal.line(("    %-" + width + "s  %s").formatted(check.about(), check.todo()));
        }
    }
}
