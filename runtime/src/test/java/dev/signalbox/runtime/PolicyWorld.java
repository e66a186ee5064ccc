package dev.signalbox.runtime;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.By;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.PermissionOption;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.Requests.AnswerPermission;
import dev.signalbox.protocol.Requests.EnvironmentAction;
import dev.signalbox.protocol.Requests.SendMessage;
import dev.signalbox.protocol.RestartLimits;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.RunnerReply;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;
import dev.signalbox.protocol.ViolationMeter;
import dev.signalbox.state.SessionState;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/// A session as its owner has it, decided by the real policies, and a runner that is nothing but what
/// it was told. Every action is one input to the session; what the policies want done waits until an
/// action does it. One thread.
final class PolicyWorld {
    private static final By ANNA = By.principal("anna");
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final SessionSettings SETTINGS = HostFixture.quick(Path.of("/nowhere"));

    SessionState state = SessionState.EMPTY;
    final List<String> mistakes = new ArrayList<>();
    final Map<String, QueryOutcome> ends = new HashMap<>();
    final List<String> queries = new ArrayList<>();
    private Supervision supervision = new Supervision(RestartLimits.DEFAULT, new Random(1));
    private BlockLaw law = new BlockLaw();
    private SessionRuntimeState shown = SessionState.EMPTY.runtime(true);
    private Instant now = T0;
    private long offset;
    private int requests;
    private int commands;
    private int reloads;

    /// What the worker has to do, in order.
    final List<Effect> work = new ArrayList<>();

    // The runner.
    private boolean isAlive;
    private long link;
    private final List<StreamEvent> spool = new ArrayList<>();

    /// What the next runner will say of what the last one had begun.
    private final List<StreamEvent> repairs = new ArrayList<>();

    private final List<String> taken = new ArrayList<>();
    private final List<String> todo = new ArrayList<>();
    private boolean isSending;
    private String asked = "";
    private String lastEnded = "";

    /// The actions that may come next.
    List<String> actions() {
        var actions = new ArrayList<String>();
        if (queries.size() < 2) {
            actions.add("message");
        }
        if (state.activeQuery().queryId() != null) {
            actions.add("interrupt");
        }
        if (commands < 2) {
            actions.addAll(List.of("start", "restart", "terminate"));
        }
        if (!work.isEmpty()) {
            actions.add("work succeeds");
            if (work.getFirst() instanceof Effect.StartEnvironment) {
                actions.add("work fails");
            }
        }
        if (isAlive) {
            actions.add("runner dies");
            if (!todo.isEmpty()) {
                actions.add("runner ends its query");
                if (asked.isEmpty() && requests < 1) {
                    actions.add("runner asks");
                }
            }
            if (!lastEnded.isEmpty()) {
                actions.add("runner ends it again");
            }
            if (link > 0) {
                actions.add("runner is useless");
            }
        }
        if (!state.pendingPermissions().isEmpty()) {
            actions.add("answer");
        }
        if (supervision.restartAt != null) {
            actions.add("time passes");
        }
        if (reloads < 1) {
            actions.add("server restarts");
        }
        return actions;
    }

    void act(String action) {
        switch (action) {
            case "message" ->
                    request(turn -> {
                        var sent = new SendMessage(MessageContent.of("go"), null, null);
                        queries.add(QueryPolicy.message(turn, sent, ANNA).queryId());
                    });
            case "interrupt" -> request(turn -> QueryPolicy.interruptActive(turn, ANNA));
            case "start", "restart", "terminate" -> {
                commands++;
                var what = EnvironmentAction.valueOf(action.toUpperCase(java.util.Locale.ROOT));
                request(turn -> EnvironmentPolicy.command(turn, what, ANNA));
            }
            case "work succeeds" -> work(true);
            case "work fails" -> work(false);
            case "runner dies" -> die();
            case "runner is useless" -> give(new SessionInput.Useless(link, "no use", true));
            case "runner ends its query" -> endQuery(QueryOutcome.COMPLETED);
            case "runner ends it again" ->
                    say(new StreamEvent.QueryEnded(lastEnded, QueryOutcome.FAILED, null, null));
            case "runner asks" -> ask();
            case "answer" -> {
                String id = state.pendingPermissions().getFirst().request().requestId();
                request(turn ->
                        PermissionPolicy.answer(
                                turn, id, new AnswerPermission("yes", null, null), ANNA));
            }
            case "time passes" -> {
                now = now.plus(Duration.ofSeconds(2));
                give(new SessionInput.Tick());
            }
            case "server restarts" -> restartServer();
            default -> throw new IllegalArgumentException(action);
        }
        check();
    }

    // ---- the session

    private void request(Consumer<Turn> decision) {
        give(turn -> {
            try {
                decision.accept(turn);
            } catch (dev.signalbox.protocol.SignalboxException refused) {
                if (!turn.entries().isEmpty()) {
                    mistakes.add("a request was refused half-way");
                }
            }
        });
    }

    private void give(SessionInput input) {
        give(turn -> Decisions.decide(turn, input, new ViolationMeter(), nanos()));
    }

    private long nanos() {
        return Duration.between(T0, now).toNanos();
    }

    private void give(Consumer<Turn> decision) {
        var turn = new Turn("s", now, nanos(), SETTINGS, supervision, law, state, shown, offset);
        decision.accept(turn);
        turn.showStatus();
        var replayed = state;
        for (var entry : turn.entries()) {
            replayed = replayed.on(HostFixture.read(entry.json()));
        }
        if (!replayed.equals(turn.state())) {
            mistakes.add("what is journaled folds to another state");
        }
        for (var event : turn.events()) {
            if (event instanceof SessionEvent.QueryEnded ended
                    && ends.put(ended.queryId(), ended.outcome()) != null) {
                mistakes.add("a query ended twice");
            }
        }
        state = turn.state();
        shown = turn.shown();
        offset = turn.runnerOffset();
        turn.effects().forEach(this::effect);
    }

    private void effect(Effect effect) {
        if (!(effect instanceof Effect.Tell(var command))) {
            work.add(effect);
            return;
        }
        if (supervision.phase != Supervision.Phase.ATTACHED
                && supervision.phase != Supervision.Phase.LOOKING) {
            mistakes.add("somebody is told " + command.type() + " who is not there");
        }
        if (link > 0 && link == supervision.attempt) {
            told(command);
        }
    }

    private void restartServer() {
        reloads++;
        link = 0;
        work.clear();
        supervision = new Supervision(RestartLimits.DEFAULT, new Random(1));
        law = new BlockLaw();
        for (var conversation : state.conversations().byId().values()) {
            for (var block : conversation.blocks()) {
                law.remember(
                        conversation.id(),
                        block.isOpen() ? block.block() : block.head(),
                        block.isOpen());
            }
        }
        give(new SessionInput.Loaded());
    }

    private void check() {
        var environment = state.executionEnvironment();
        String active = state.activeQuery().queryId();
        boolean isOff =
                environment == null
                        || environment.status() == EnvironmentStatus.TERMINATED
                        || environment.status() == EnvironmentStatus.INACTIVE;
        boolean isOnItsWay = supervision.phase != Supervision.Phase.NONE;
        if (active != null && isOff && !isOnItsWay) {
            mistakes.add("a query runs nowhere");
        }
        for (var pending : state.pendingPermissions()) {
            if (!pending.request().queryId().equals(active)) {
                mistakes.add("a permission waits without its query");
            }
        }
        if (supervision.phase == Supervision.Phase.ATTACHED && isOff) {
            mistakes.add("a runner is attached in an environment that is off");
        }
        for (var query : queries) {
            boolean isWaiting = state.queue().get(query) != null;
            if (!isWaiting && !ends.containsKey(query) && !query.equals(active)) {
                mistakes.add("a query is nowhere");
            }
            if (query.equals(active) && ends.containsKey(query)) {
                mistakes.add("a query runs after its end");
            }
        }
    }

    // ---- the worker and the runner

    private void work(boolean succeeds) {
        switch (work.removeFirst()) {
            case Effect.StartEnvironment(long attempt) -> {
                if (isAlive || !succeeds) {
                    give(new SessionInput.StartFailed(attempt, "no"));
                } else {
                    isAlive = true;
                    spool.addAll(repairs);
                    repairs.clear();
                    attach(attempt);
                }
            }
            case Effect.FindEnvironment(long attempt) -> attachOrSayGone(attempt);
            case Effect.Reattach(long attempt) -> attachOrSayGone(attempt);
            case Effect.StopEnvironment(long attempt, _) -> {
                isAlive = false;
                link = 0;
                forget();
                give(new SessionInput.Stopped(attempt));
            }
            case Effect.GiveUp _, Effect.Tell _, Effect.Done _ -> throw new IllegalStateException();
        }
    }

    private void attachOrSayGone(long attempt) {
        if (isAlive) {
            attach(attempt);
        } else {
            vanished(attempt);
        }
    }

    private void attach(long attempt) {
        link = attempt;
        isSending = true; // The greeting goes first.
        give(
                new SessionInput.Attached(
                        attempt,
                        new RunnerReply.Hello(
                                1,
                                "1",
                                "a",
                                null,
                                1L,
                                null,
                                spool.size() + 1L,
                                todo.isEmpty() ? null : todo.getFirst(),
                                asked.isEmpty() ? List.of() : List.of(asked))));
        isSending = false;
        say(new StreamEvent.Status(EnvironmentStatus.READY, null));
    }

    private void die() {
        isAlive = false;
        long was = link;
        link = 0;
        forget();
        if (was > 0) {
            vanished(was);
        }
    }

    /// What is left of the spool comes first.
    private void vanished(long attempt) {
        while (attempt == supervision.attempt && offset < spool.size()) {
            send(attempt, offset + 1);
        }
        give(new SessionInput.Vanished(attempt, "gone"));
    }

    /// What the next runner says of what this one had begun.
    private void forget() {
        if (!asked.isEmpty()) {
            repairs.add(new StreamEvent.PermissionWithdrawn(asked, "the agent is gone"));
        }
        todo.forEach(query ->
                repairs.add(new StreamEvent.QueryEnded(query, QueryOutcome.LOST, null, null)));
        todo.clear();
        asked = "";
    }

    private void told(RunnerCommand command) {
        switch (command) {
            case RunnerCommand.StartQuery query -> {
                if (!taken.contains(query.queryId())) {
                    taken.add(query.queryId());
                    todo.add(query.queryId());
                }
            }
            case RunnerCommand.Interrupt(String query) -> {
                if (todo.contains(query)) {
                    todo.remove(query);
                    todo.addFirst(query);
                    endQuery(QueryOutcome.INTERRUPTED);
                }
            }
            case RunnerCommand.AnswerPermission _ -> asked = "";
            default -> {}
        }
    }

    private void endQuery(QueryOutcome outcome) {
        lastEnded = todo.removeFirst();
        if (!asked.isEmpty()) {
            say(new StreamEvent.PermissionWithdrawn(asked, "the query ended"));
            asked = "";
        }
        say(new StreamEvent.QueryEnded(lastEnded, outcome, null, null));
    }

    private void ask() {
        asked = "r" + ++requests;
        say(
                new StreamEvent.PermissionRequested(
                        asked,
                        todo.getFirst(),
                        null,
                        null,
                        "Bash",
                        ProtocolJson.object(),
                        null,
                        List.of(new PermissionOption("yes", "allow_once", "Yes", Map.of())),
                        null,
                        null,
                        Map.of()));
    }

    private void say(StreamEvent event) {
        spool.add(event);
        send();
    }

    /// Sends what the session does not have, in order.
    private void send() {
        if (!isSending) {
            isSending = true;
            while (link > 0 && link == supervision.attempt && offset < spool.size()) {
                send(link, offset + 1);
            }
            isSending = false;
        }
    }

    private void send(long attempt, long next) {
        byte[] json = ProtocolJson.writeBytes(spool.get((int) next - 1));
        give(
                new SessionInput.Said(
                        attempt, new SpoolLine(next, now, spool.get((int) next - 1), json)));
    }

    // ---- looking at it

    /// Lets everybody do what they should, and nothing else, until nothing is to be done.
    void settle() {
        for (int i = 0; i < 60; i++) {
            if (!work.isEmpty()) {
                act("work succeeds");
            } else if (!state.pendingPermissions().isEmpty()) {
                act("answer");
            } else if (isAlive && link > 0 && !todo.isEmpty()) {
                act("runner ends its query");
            } else if (supervision.restartAt != null) {
                act("time passes");
            } else {
                return;
            }
        }
        mistakes.add("it does not come to rest");
    }

    /// Everything that decides what can happen next, with ids by their order.
    String key() {
        var environment = state.executionEnvironment();
        var text =
                String.join(
                        "|",
                        environment == null ? "-" : environment.status().wireName(),
                        supervision.phase.name(),
                        String.valueOf(supervision.afterStop),
                        String.valueOf(supervision.restartAt != null),
                        String.valueOf(supervision.interrupting),
                        String.valueOf(supervision.beforeSilence != null),
                        supervision.isQueryTaken + " " + supervision.isPassedOn,
                        String.valueOf(state.activeQuery().queryId()),
                        state.queue().messages().toString(),
                        state.pendingPermissions().isEmpty() ? "" : "asked",
                        String.valueOf(state.permissions().resolved().keySet()),
                        new java.util.TreeMap<>(ends).toString(),
                        isAlive + " " + (link == supervision.attempt) + " " + (link > 0),
                        todo + " " + taken + " " + asked + " " + lastEnded,
                        (spool.size() - offset) + " " + repairs.size(),
                        commands + " " + reloads + " " + requests + " " + queries.size(),
                        work.stream()
                                .map(it -> it.getClass().getSimpleName() + isCurrent(it))
                                .toList()
                                .toString(),
                        mistakes.toString());
        for (int i = 0; i < queries.size(); i++) {
            text = text.replace(queries.get(i), "q" + i);
        }
        return text.replaceAll("time=[^,\\]]*|at=[^,\\]]*", "");
    }

    private boolean isCurrent(Effect effect) {
        return switch (effect) {
            case Effect.StartEnvironment(long attempt) -> attempt == supervision.attempt;
            case Effect.FindEnvironment(long attempt) -> attempt == supervision.attempt;
            case Effect.Reattach(long attempt) -> attempt == supervision.attempt;
            case Effect.StopEnvironment(long attempt, _) -> attempt == supervision.attempt;
            case Effect.GiveUp _, Effect.Tell _, Effect.Done _ -> true;
        };
    }
}
