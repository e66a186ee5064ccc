package dev.signalbox.app;

import dev.signalbox.protocol.ProtocolJson;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "show",
        description = "Says what a server would be told.",
        subcommands = ConfigCommand.Show.class)
final class ConfigCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say 'signalbox config show'");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints every value with where it comes from, and no secrets.")
    static final class Show implements Callable<Integer> {
        @Mixin private ConfigurationOptions options = new ConfigurationOptions();

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public Integer call() {
            var entries = options.read().entries();
            if (json) {
                System.out.println(ProtocolJson.write(entries));
                return 0;
            }
            int key = entries.stream().mapToInt(entry -> entry.key().length()).max().orElse(0);
            int value = entries.stream().mapToInt(entry -> entry.value().length()).max().orElse(0);
            for (var entry : entries) {
                System.out.printf(
                        "%-" + key + "s  %-" + Math.max(1, value) + "s  %s%n",
                        entry.key(),
                        entry.value(),
                        entry.origin());
            }
            return 0;
        }
    }
}
