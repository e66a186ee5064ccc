package dev.signalbox.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.Envelope;
import dev.signalbox.protocol.EnvironmentStatus;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ErrorDetail;
import dev.signalbox.protocol.QueryOrigin;
import dev.signalbox.protocol.QueryOutcome;
import dev.signalbox.protocol.SessionEvent;
import dev.signalbox.protocol.SessionRuntimeState;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The two machines: environment and active query.
class MachinesTest {
    private static final Instant T0 = Story.T0;

    private static final Map<String, SessionEvent> EVENTS = events();

    private static Map<String, SessionEvent> events() {
        var events = new LinkedHashMap<String, SessionEvent>();
        events.put("status(none)", status(null));
        for (var status : EnvironmentStatus.values()) {
            events.put("status(" + status.wireName() + ")", status(status));
        }
        events.put("started(q1)", started("q1"));
        events.put("started(q2)", started("q2"));
        events.put("ended(q1)", ended("q1"));
        events.put("ended(q2)", ended("q2"));
        events.put(
                "block",
                new SessionEvent.Conversation(
                        new StreamEvent.BlockComplete(
                                "main", new ConversationBlock.AssistantText("b", "x"))));
        events.put(
                "error",
                new SessionEvent.ErrorReported(new ErrorDetail(ErrorCode.ENVIRONMENT_LOST, "no")));
        return events;
    }

    /// Says of the query that none runs, which must count for nothing.
    private static SessionEvent status(EnvironmentStatus status) {
        return new SessionEvent.Status(
                new SessionRuntimeState(
                        true,
                        status == null ? null : Story.environment(status, null, null),
                        null,
                        List.of(),
                        List.of(),
                        null));
    }

    private static SessionEvent started(String id) {
        return new SessionEvent.QueryStarted(id, QueryOrigin.CLIENT, null);
    }

    private static SessionEvent ended(String id) {
        return new SessionEvent.QueryEnded(id, QueryOutcome.COMPLETED, null, null, null, 1);
    }

    private static SessionState on(SessionState state, SessionEvent event) {
        return state.on(new Envelope("s1", state.seq() + 1, T0, null, event));
    }

    private static String name(SessionRuntimeState.Environment environment) {
        return environment == null ? "none" : environment.status().wireName();
    }

    private static String name(ActiveQueryState query) {
        return query.queryId() == null ? "none" : query.queryId();
    }

    @Test
    void theTableOfTheActiveQuery() {
        var table = new TreeMap<String, String>();
        for (var before : List.of("none", "q1", "q2")) {
            var state =
                    before.equals("none")
                            ? SessionState.EMPTY
                            : on(SessionState.EMPTY, started(before));
            EVENTS.forEach((name, event) -> {
                var after = on(state, event).activeQuery();
                if (!after.equals(state.activeQuery())) {
                    table.put(before + " + " + name, name(after));
                }
            });
        }
        assertThat(table)
                .isEqualTo(
                        Map.of(
                                "none + started(q1)", "q1",
                                "none + started(q2)", "q2",
                                "q1 + ended(q1)", "none",
                                "q2 + ended(q2)", "none"));
    }

    @Test
    void theTableOfTheExecutionEnvironment() {
        var table = new TreeMap<String, List<String>>();
        var names = new ArrayList<>(List.of("none"));
        for (var status : EnvironmentStatus.values()) {
            names.add(status.wireName());
        }
        for (var before : names) {
            var state = on(SessionState.EMPTY, EVENTS.get("status(" + before + ")"));
            EVENTS.forEach((name, event) -> {
                var after = on(state, event).executionEnvironment();
                if (!name(after).equals(before)) {
                    table.computeIfAbsent(name + " -> " + name(after), _ -> new ArrayList<>())
                            .add(before);
                }
            });
        }
        assertThat(table.toString())
                .isEqualTo(
                        "{status(error) -> error=[none, inactive, starting, ready, terminated],"
                                + " status(inactive) -> inactive=[none, starting, ready, error, terminated],"
                                + " status(none) -> none=[inactive, starting, ready, error, terminated],"
                                + " status(ready) -> ready=[none, inactive, starting, error, terminated],"
                                + " status(starting) -> starting=[none, inactive, ready, error, terminated],"
                                + " status(terminated) -> terminated=[none, inactive, starting, ready, error]}");
    }

    /// Every event in every state that is reached: as neither machine reads the other, this gives
    /// the product of their states, six times three, and nothing else.
    @Test
    void theMachinesReachExactlyTheProductOfTheirStates() {
        var reached = new HashSet<String>();
        var todo = new ArrayDeque<>(List.of(SessionState.EMPTY));
        while (!todo.isEmpty()) {
            var state = todo.remove();
            if (reached.add(name(state.executionEnvironment()) + "/" + name(state.activeQuery()))) {
                EVENTS.values().forEach(event -> todo.add(on(state, event)));
            }
        }
        var product = new HashSet<String>();
        for (var query : List.of("none", "q1", "q2")) {
            product.add("none/" + query);
            for (var status : EnvironmentStatus.values()) {
                product.add(status.wireName() + "/" + query);
            }
        }
        assertThat(reached).isEqualTo(product).hasSize(18);
    }

    @Test
    void anEnvironmentThatDiesLeavesTheQueryToItsOwnEvents() {
        var state =
                Story.begun()
                        .status(EnvironmentStatus.READY)
                        .started("q1")
                        .status(EnvironmentStatus.ERROR)
                        .fold();
        assertThat(name(state.executionEnvironment())).isEqualTo("error");
        assertThat(state.activeQuery())
                .isEqualTo(
                        new ActiveQueryState.Running(
                                "q1",
                                T0.plusMillis(750),
                                QueryOrigin.CLIENT,
                                By.principal("admin")));
        assertThat(state.runtime(true).activeQuery())
                .isEqualTo(
                        new SessionRuntimeState.ActiveQuery(
                                T0.plusMillis(750).toEpochMilli(), "q1"));
    }
}
