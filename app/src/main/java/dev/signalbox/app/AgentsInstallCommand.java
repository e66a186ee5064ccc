package dev.signalbox.app;

import dev.signalbox.agent.AgentProgram;
import dev.signalbox.agent.NpmInstall;
import dev.signalbox.app.config.Login;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

// Help, but not the version of Signalbox: the flag for that means the agent's here.
@Command(
        name = "install",
        description = {
            "Fetches an agent's program with npm into the data directory, where servers on it find it.",
            "",
            "Takes the version that this release is made for and tested with. npm is asked as you"
                    + " configured it (registry, proxy); what it says goes to stderr."
        })
final class AgentsInstallCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final Pattern EXACT = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+[0-9A-Za-z.+-]*");

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = AgentNames.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String name = "";

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Another version than the one that is tested with; an exact one.")
    private @Nullable String version;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data directory (default: SIGNALBOX_DATA, else ~/.signalbox).")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the agent is now, as JSON.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable") // picocli reads the annotation
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        var program = program();
        var wanted = version == null ? program.version() : exact(version);
        var directory = DataDirectory.of(data);
        // A configuration that cannot be read is better known before than after the download.
        var settings = ConfigurationOptions.read(directory, null, Map.of()).settings();
        var agents =
                new AgentRegistry(settings, directory.agents(), Login.ISOLATED, System.getenv());
        directory.create();
        var install =
                new NpmInstall(
                        program, wanted, agents.folder(name), System.getenv(), System.err::println);
        var hook = Signalbox.onSignal(install::cancel, INTERRUPTED);
        Path installed;
        try {
            installed = install.run();
        } finally {
            Signalbox.offSignal(hook);
        }
        var now = Objects.requireNonNull(agents.agent(name), "an agent of this build");
        if (json) {
            Terminal.line(ProtocolJson.write(now));
        } else {
            Terminal.line(program.title() + " " + wanted + " is installed: " + installed);
            explain(program, wanted, agents.configured(name), now);
        }
        return 0;
    }

    private AgentProgram program() {
        var program = AgentNames.adapter(name).program();
        if (program == null) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST,
                    "there is nothing to install: agent '"
                            + name
                            + "' is built in, or its sessions name the program that they want");
        }
        return program;
    }

    private static String exact(String version) {
        if (EXACT.matcher(version).matches()) {
            return version;
        }
        throw new SignalboxException(
                ErrorCode.BAD_REQUEST,
                "--version must be an exact version such as 1.2.3, not '" + version + "'");
    }

    private void explain(
            AgentProgram program, String wanted, @Nullable Path configured, AgentView now) {
        if (!wanted.equals(program.version())) {
            Terminal.line("This release is made for and tested with " + program.version() + ".");
        }
        if (configured != null) {
            Terminal.line(
                    "It is not used: agents."
                            + name
                            + ".path names "
                            + configured
                            + ", which goes before it.");
        }
        if (!now.available()) {
            Terminal.line("What it still needs: " + AgentNames.whatToDo(now));
        }
    }
}
