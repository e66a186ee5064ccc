package dev.signalbox.runtime;

import dev.signalbox.environment.ExecutionEnvironment;
import dev.signalbox.journal.Entry;
import dev.signalbox.journal.Journal;
import dev.signalbox.journal.JournalException;
import dev.signalbox.journal.NewSession;
import dev.signalbox.journal.SessionRow;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvelopeJson;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.AgentView;
import dev.signalbox.protocol.Replies.Totals;
import dev.signalbox.protocol.Requests.CreateSession;
import dev.signalbox.protocol.Requests.PatchSession;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/// Checks what a session is to be and writes it down: all of it, or nothing.
record SessionMaker(
        Journal journal,
        Map<String, ExecutionEnvironment> environments,
        AgentCatalog agents,
        AgentSecrets secrets,
        SessionFiles files,
        InstantSource clock,
        Supplier<SessionSettings> settings) {
    private static final String DEFAULT_ENVIRONMENT = "local";
    private static final int NAME_CHARS_MAX = 200;

    /// A session's row, and whether it was made by this request.
    record Made(SessionRow row, boolean isNew) {}

    Made create(CreateSession request, String tenant, By by) throws JournalException {
        if (request.key() != null) {
            @Nullable SessionRow known = journal.byKey(tenant, request.key());
            if (known != null) {
                return new Made(known, false);
            }
        }
        var given = request.options() == null ? ProtocolJson.object() : request.options();
        var env = SessionEnv.of(given.get("env"));
        var values = env.required(secrets, tenant);
        requireAgent(request.agent(), values, given);
        String environment =
                request.environment() == null ? DEFAULT_ENVIRONMENT : request.environment();
        requireEnvironment(environment);
        requireName(request.name());
        check(request.agent(), withValues(given, values));
        @Nullable String workspace = files.chosen(request.workspace());
        requireRoom(tenant, by);

        String id = QueryPolicy.newId();
        makeFolder(id, env);
        boolean isKept = false;
        try {
            var row = write(id, request, environment, workspace, tenant, by);
            isKept = row.id().equals(id);
            return new Made(row, isKept);
        } finally {
            if (!isKept) {
                removeFolder(id);
            }
        }
    }

    /// The last check: a request that is wrong is to hear what is wrong with it.
    private void requireRoom(String tenant, By by) throws JournalException {
        var limits = settings.get().limits();
        if (journal.count(null, null) >= limits.sessions()) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "this server has "
                            + limits.sessions()
                            + " sessions, as many as limits.sessions allows: delete some");
        }
        if (journal.count(tenant, null) >= limits.sessionsPerTenant()) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "tenant '"
                            + tenant
                            + "' has "
                            + limits.sessionsPerTenant()
                            + " sessions, as many as limits.sessionsPerTenant allows: delete some");
        }
        if (journal.count(tenant, creator(by)) >= limits.sessionsPerPrincipal()) {
            throw new SignalboxException(
                    ErrorCode.OVERLOADED,
                    "you have made "
                            + limits.sessionsPerPrincipal()
                            + " sessions, as many as limits.sessionsPerPrincipal allows: delete"
                            + " some");
        }
    }

    private static String creator(By by) {
        return by instanceof By.Principal(String principal) ? principal : "policy";
    }

    private SessionRow write(
            String id,
            CreateSession request,
            String environment,
            @Nullable String workspace,
            String tenant,
            By by)
            throws JournalException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var options =
                SessionOptions.withoutValues(
                        request.options() == null ? ProtocolJson.object() : request.options());
        var created =
                new SessionEvent.Created(
                        request.agent(),
                        environment,
                        options,
                        request.name(),
                        request.metadata(),
                        by);
        byte[] json = EnvelopeJson.write(new Envelope(id, 1, now, null, created));
        var first = new Entry(1, now, created.wireName(), created.track(), null, null, null, json);
        var runtime = new SessionRuntimeState(false, null, null, List.of(), List.of(), null);
        return journal.create(
                new NewSession(
                        id,
                        tenant,
                        request.key(),
                        request.agent(),
                        environment,
                        request.name(),
                        ProtocolJson.write(options),
                        ProtocolJson.write(
                                request.metadata() == null
                                        ? ProtocolJson.object()
                                        : request.metadata()),
                        creator(by),
                        now,
                        ProtocolJson.write(runtime),
                        ProtocolJson.write(Totals.NONE),
                        workspace,
                        workspace != null),
                List.of(first));
    }

    /// What a patch means for the session's owner.
    Function<Turn, Boolean> patch(SessionRow row, PatchSession patch) {
        requireName(patch.name());
        @Nullable ObjectNode changes = patch.options();
        if (changes == null) {
            return turn -> {
                turn.describe(patch.name(), patch.metadata());
                return true;
            };
        }
        var env = SessionEnv.of(changes.get("env"));
        var values = env.required(secrets, row.tenant());
        var merged = merged(row, changes);
        check(row.agent(), withValues(merged, values));
        if (changes.has("env")) {
            keepEnv(row.id(), env);
        }
        var shown = SessionOptions.withoutValues(merged);
        return turn -> {
            turn.describe(patch.name(), patch.metadata());
            turn.say(new SessionEvent.OptionsUpdate(shown), null, null);
            var forAgent = new LinkedHashMap<String, JsonNode>();
            changes.properties().forEach(one -> forAgent.put(one.getKey(), one.getValue()));
            forAgent.remove("env");
            turn.then(new Effect.Tell(new RunnerCommand.SetOptions(forAgent)));
            return true;
        };
    }

    private static ObjectNode merged(SessionRow row, ObjectNode changes) {
        try {
            var merged = ProtocolJson.readObject(row.optionsJson());
            changes.properties()
                    .forEach(one -> {
                        if (one.getValue().isNull()) {
                            merged.remove(one.getKey());
                        } else {
                            merged.set(one.getKey(), one.getValue());
                        }
                    });
            return merged;
        } catch (ProtocolException e) {
            throw new IllegalStateException("the row of session " + row.id() + " is damaged", e);
        }
    }

    private void check(String agent, ObjectNode options) {
        var _ = SessionOptions.maxTurnSilence(options, Duration.ZERO);
        agents.validate(agent, options);
    }

    /// As agents know options: with the values of secrets in `env`.
    private static ObjectNode withValues(ObjectNode options, Map<String, String> values) {
        if (values.isEmpty()) {
            return options;
        }
        var known = options.deepCopy();
        var env = known.putObject("env");
        values.forEach(env::put);
        return known;
    }

    private void requireAgent(String name, Map<String, String> env, ObjectNode options) {
        @Nullable AgentView agent = agents.agent(name, env, options);
        if (agent == null) {
            var known = new TreeSet<String>();
            agents.agents().forEach(one -> known.add(one.name()));
            throw new SignalboxException(
                    ErrorCode.UNKNOWN_AGENT,
                    "no agent is called '" + name + "'; there are " + String.join(", ", known));
        }
        if (!agent.available()) {
            throw new SignalboxException(
                    ErrorCode.AGENT_NOT_AVAILABLE,
                    "agent '"
                            + name
                            + "' cannot run here: "
                            + agent.reason()
                            + (agent.install() == null ? "" : "; install it: " + agent.install()));
        }
    }

    private void requireEnvironment(String name) {
        @Nullable ExecutionEnvironment environment = environments.get(name);
        if (environment == null) {
            throw new SignalboxException(
                    ErrorCode.UNKNOWN_ENVIRONMENT,
                    "no execution environment is called '"
                            + name
                            + "'; there are "
                            + String.join(", ", new TreeSet<>(environments.keySet())));
        }
        if (!environment.availability().isAvailable()) {
            throw new SignalboxException(
                    ErrorCode.ENVIRONMENT_NOT_AVAILABLE,
                    "execution environment '"
                            + name
                            + "' cannot run here: "
                            + environment.availability().reason());
        }
    }

    private static void requireName(@Nullable String name) {
        if (name != null && name.length() > NAME_CHARS_MAX) {
            throw new SignalboxException(
                    ErrorCode.BAD_REQUEST, "a name has " + NAME_CHARS_MAX + " characters at most");
        }
    }

    private void makeFolder(String id, SessionEnv env) {
        try {
            files.create(id, env);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.INTERNAL, "the folder of the session could not be made", e);
        }
    }

    private void keepEnv(String id, SessionEnv env) {
        try {
            files.writeEnv(id, env);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.INTERNAL, "the values of options.env could not be kept", e);
        }
    }

    private void removeFolder(String id) {
        try {
            files.delete(id);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.INTERNAL, "the folder of an unfinished session is left behind", e);
        }
    }
}
