package dev.signalbox.runner;

import dev.signalbox.agent.AgentAdapter;
import dev.signalbox.agent.AgentSpec;
import dev.signalbox.process.ControlGroup;
import dev.signalbox.protocol.LogLevel;
import dev.signalbox.protocol.Words;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.HashMap;

/// Puts a life of the agent together: driver, variables, process. Owned by the agent loop.
final class AgentStarter {
    private final Session session;
    private final AgentAdapter adapter;

    AgentStarter(Session session, AgentAdapter adapter) {
        this.session = session;
        this.adapter = adapter;
    }

    /// What is said while the agent starts.
    String words() {
        return "Starting " + adapter.inSentence() + "…";
    }

    /// What is said of a driver that threw.
    static String driverFailed(RuntimeException e) {
        return "The agent's driver failed: "
                + Words.why(e)
                + ". That is a fault of Signalbox: logs/runner.log of the session's folder says where."
                + " The next message starts the agent again.";
    }

    /// Opens a driver and starts the process that it asks for.
    ///
    /// @throws dev.signalbox.protocol.SignalboxException `AGENT_NOT_INSTALLED`
    void begin(AgentLife life) {
        var settings = session.settings();
        var files = session.files();
        var environment =
                AgentEnvironment.of(
                        settings.sessionId(),
                        files,
                        System.getenv(),
                        adapter.environmentPatterns(),
                        settings.env());
        if (settings.usesHostLogin()) {
            var userHome = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
            HostLogin.copy(adapter.credentials(), Path.of(userHome), files.home());
        }
        var spec =
                new AgentSpec(
                        settings.sessionId(),
                        files.dir(),
                        settings.workspace(),
                        files.home(),
                        files.tmp(),
                        session.options().current(),
                        settings.executable(),
                        environment,
                        session.remembered().all());
        life.began(adapter.open(spec, life));
        var launch = life.driver().launch();
        if (launch != null) {
            var variables = new HashMap<>(environment);
            variables.putAll(launch.environment());
            life.began(
                    AgentProcess.start(
                            launch,
                            variables,
                            settings,
                            files.dir(),
                            group(),
                            life,
                            session.inbox()));
        }
    }

    /// Where the agent is to be, if the server made a place that still is there.
    private @Nullable ControlGroup group() {
        var group = session.settings().agentGroup();
        if (group != null && !group.isWritable()) {
            session.recorder()
                    .log(
                            LogLevel.WARN,
                            "the agent is not in a control group of its own: "
                                    + group.dir()
                                    + " cannot be written");
            return null;
        }
        return group;
    }
}
