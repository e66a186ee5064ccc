package dev.signalbox.bench.chaos;

import dev.signalbox.testkit.Kill.Means;
import dev.signalbox.testkit.Kill.Phase;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the agent does for one query. The agent plays it, and whoever checks the journal knows from
/// it what must be there: nothing in it is left to chance.
final class Script {
    private static final int DELTAS = 30;
    private static final int DELTAS_AT_REST = 150;
    private static final int PAUSE_MS = 4;
    private static final int REST_MS = 1_000;

    private static final String ENDED = "ended";

    /// Stands for `success` or `error`, as the tool has ended.
    static final String TOOL_STATUS = "$TOOL_STATUS";

    private static final String MAIN = "\"conversationId\":\"main\"";

    /// What a query is to be like; stands in its prompt.
    ///
    /// @param rest where the agent stays for a while; null: nowhere
    /// @param self what agent or tool do to themselves there; null: nothing
    /// @param isTool whether `self` is the tool's to do
    record Order(
            @org.jspecify.annotations.Nullable Phase rest,
            @org.jspecify.annotations.Nullable Means self,
            boolean isTool) {
        static final Order PLAIN = new Order(null, null, false);

        String prompt() {
            return "chaos " + rest + " " + self + " " + (isTool ? "tool" : "agent");
        }

        static Order of(String prompt) {
            var words = prompt.split(" ", -1);
            return new Order(
                    words[1].equals("null") ? null : Phase.valueOf(words[1]),
                    words[2].equals("null") ? null : Means.valueOf(words[2]),
                    words[3].equals("tool"));
        }
    }

    /// One thing that the agent does.
    sealed interface Step {
        /// Says an event.
        ///
        /// @param mark what it is to whoever checks, see [Marks]
        record Say(String json, String mark) implements Step {}

        /// Leaves word that it has come here.
        record Reach(Phase phase) implements Step {}

        record Pause(int millis) implements Step {}

        /// Runs a process that ends with a code after a while, and leaves a daemon behind.
        record Run(int millis, int code) implements Step {}

        record AwaitAnswer(String requestId) implements Step {}

        /// Ends itself.
        record End(Means how) implements Step {}
    }

    private final String query;
    private final Order order;
    private final List<Step> steps = new ArrayList<>();

    private Script(String query, Order order) {
        this.query = query;
        this.order = order;
    }

    static List<Step> of(String query, Order order) {
        var script = new Script(query, order);
        script.at(Phase.BEFORE_FIRST_EVENT);
        script.text("a");
        script.tool();
        script.permission();
        script.text("b");
        script.say(
                "{\"type\":\"query_ended\",\"queryId\":\""
                        + query
                        + "\",\"outcome\":\"completed\"}",
                ENDED);
        script.at(Phase.AFTER_RESULT);
        return List.copyOf(script.steps);
    }

    /// The marks of everything that is said, in order, but for the end of the query.
    static List<String> marks(String query, Order order) {
        return of(query, order).stream()
                .flatMap(step ->
                        step instanceof Step.Say say ? Stream.of(say.mark()) : Stream.empty())
                .filter(mark -> !mark.equals(ENDED))
                .toList();
    }

    /// The name of a block or request of a query: `NAME-QUERY`.
    static String id(String name, String query) {
        return name + "-" + query;
    }

    private void at(Phase phase) {
        if (order.rest() != phase) {
            return;
        }
        steps.add(new Step.Reach(phase));
        if (order.self() != null && !order.isTool()) {
            steps.add(new Step.End(order.self()));
        } else if (phase != Phase.IN_DELTAS
                && phase != Phase.IN_TOOL
                && phase != Phase.IN_PERMISSION) {
            steps.add(new Step.Pause(REST_MS));
        }
    }

    private void say(String json, String mark) {
        steps.add(new Step.Say(json, mark));
    }

    private void text(String name) {
        var id = id(name, query);
        boolean isRest = order.rest() == Phase.IN_DELTAS && name.equals("a");
        say(
                "{\"type\":\"block_start\","
                        + MAIN
                        + ",\"block\":"
                        + block("assistant_text", id, "\"content\":\"\"")
                        + "}",
                "start " + id);
        var text = new StringBuilder();
        for (int i = 1; i <= (isRest ? DELTAS_AT_REST : DELTAS); i++) {
            if (isRest && i == DELTAS_AT_REST / 10) {
                at(Phase.IN_DELTAS);
            }
            text.append(i).append(' ');
            say(
                    "{\"type\":\"text_delta\","
                            + MAIN
                            + ",\"blockId\":\""
                            + id
                            + "\",\"delta\":\""
                            + i
                            + " \"}",
                    "delta " + id + " " + i);
            if (isRest || i % 10 == 0) {
                steps.add(new Step.Pause(PAUSE_MS));
            }
        }
        complete(id, block("assistant_text", id, "\"content\":\"" + text + "\""));
    }

    private void complete(String id, String block) {
        say(
                "{\"type\":\"block_complete\","
                        + MAIN
                        + ",\"blockId\":\""
                        + id
                        + "\",\"block\":"
                        + block
                        + "}",
                "complete " + id);
    }

    private static String block(String type, String id, String fields) {
        return "{\"type\":\"" + type + "\",\"id\":\"" + id + "\"," + fields + "}";
    }

    private static String toolFields(String use, String status) {
        return "\"toolName\":\"run\",\"toolUseId\":\""
                + use
                + "\",\"status\":\""
                + status
                + "\",\"input\":{}";
    }

    private void tool() {
        var use = id("tool", query);
        say(
                "{\"type\":\"block_start\","
                        + MAIN
                        + ",\"block\":"
                        + block("tool_use", use, toolFields(use, "running"))
                        + "}",
                "start " + use);
        at(Phase.IN_TOOL);
        boolean isRest = order.rest() == Phase.IN_TOOL;
        int code = order.isTool() && order.self() == Means.EXIT_1 ? 1 : 0;
        steps.add(
                new Step.Run(
                        isRest && !(order.isTool() && order.self() != null) ? REST_MS : PAUSE_MS,
                        code));
        complete(use, block("tool_use", use, toolFields(use, TOOL_STATUS)));
        var result = id("result", query);
        complete(
                result,
                block(
                        "tool_result",
                        result,
                        "\"toolUseId\":\"" + use + "\",\"output\":\"done\",\"isError\":false"));
    }

    private void permission() {
        if (order.rest() != Phase.IN_PERMISSION) {
            return;
        }
        var use = id("asking", query);
        var request = id("request", query);
        say(
                "{\"type\":\"block_start\","
                        + MAIN
                        + ",\"block\":"
                        + block("tool_use", use, toolFields(use, "waiting"))
                        + "}",
                "start " + use);
        say(
                "{\"type\":\"permission_requested\",\"requestId\":\""
                        + request
                        + "\",\"queryId\":\""
                        + query
                        + "\",\"toolUseId\":\""
                        + use
                        + "\",\"toolName\":\"run\",\"input\":{},\"options\":["
                        + "{\"id\":\"allow_once\",\"label\":\"Yes\",\"kind\":\"allow_once\"},"
                        + "{\"id\":\"reject_once\",\"label\":\"No\",\"kind\":\"reject_once\"}]}",
                "asked " + request);
        at(Phase.IN_PERMISSION);
        steps.add(new Step.AwaitAnswer(request));
        complete(use, block("tool_use", use, toolFields(use, "success")));
    }
}
