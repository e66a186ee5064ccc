package dev.signalbox.app;

import dev.signalbox.client.SignalboxClient;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Replies.SessionView;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.Workspace;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one query of an agent and shows both tracks. Needs no server, leaves none running.",
            "",
            "The agent works in the present folder, the demo agent in a folder of its own. The exit"
                    + " code is 0 when the query completed."
        })
final class RunCommand implements Callable<Integer> {
    private static final String DEMO = "demo";

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            completionCandidates = AgentNames.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String agent = DEMO;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            description = "The kind of execution environment (default: local).")
    private @Nullable String environment;

    @Option(names = "--model", paramLabel = "NAME", description = "In the agent's own words.")
    private @Nullable String model;

    @Option(
            names = "--permission-mode",
            paramLabel = "MODE",
            description = "ask (default), acceptEdits, bypass or readOnly.")
    private @Nullable String permissionMode;

    @Option(
            names = "--workspace",
            paramLabel = "DIR",
            description = "Where the agent works (default: the present folder).")
    private @Nullable Path workspace;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "Any other option of the session; VALUE is JSON, or a text.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the events as JSON, one a line.")
    private boolean json;

    @Parameters(paramLabel = "PROMPT", description = "What the agent is to do.")
    private String prompt = "";

    @Override
    public Integer call() throws Exception {
        @Nullable Path folder = workspace();
        try (var server = EmbeddedServer.start(folder)) {
            var chosen = folder == null ? null : new Workspace(folder.toString(), true);
            var request =
                    new CreateSession(agent, null, environment, options(), null, null, chosen);
            var session = create(server.client(), request);
            var outcome =
                    OneQuery.run(server.client(), session.id(), prompt, EventOutput.tracks(json));
            return outcome == QueryOutcome.COMPLETED ? 0 : 1;
        }
    }

    /// An agent that cannot run here is something that the person at the terminal can change.
    private static SessionView create(SignalboxClient client, CreateSession request) {
        try {
            return client.createSession(request);
        } catch (SignalboxException e) {
            if (e.code() != ErrorCode.AGENT_NOT_AVAILABLE) {
                throw e;
            }
            for (var agent : client.agents().items()) {
                if (agent.name().equals(request.agent()) && !agent.available()) {
                    throw new SignalboxException(
                            e.code(),
                            "agent '"
                                    + agent.name()
                                    + "' cannot run here: "
                                    + AgentNames.whatToDo(agent)
                                    + "; 'signalbox doctor' checks everything",
                            e);
                }
            }
            throw e;
        }
    }

    private @Nullable Path workspace() {
        if (workspace == null && agent.equals(DEMO)) {
            return null;
        }
        var folder = workspace == null ? Path.of("") : workspace;
        try {
            var real = folder.toRealPath();
            if (Files.isDirectory(real)) {
                return real;
            }
        } catch (IOException _) {
            // Said below.
        }
        throw new SignalboxException(
                ErrorCode.BAD_REQUEST, "--workspace " + folder + " is not a folder");
    }

    private ObjectNode options() {
        var all = ProtocolJson.object();
        if (model != null) {
            all.put("model", model);
        }
        if (permissionMode != null) {
            all.put("permissionMode", permissionMode);
        }
        options.forEach((name, value) -> all.set(name, value(value)));
        return all;
    }

    private static JsonNode value(String text) {
        try {
            return ProtocolJson.read(text, JsonNode.class);
        } catch (ProtocolException _) {
            return ProtocolJson.text(text); // A word that is no JSON stands for itself.
        }
    }
}
