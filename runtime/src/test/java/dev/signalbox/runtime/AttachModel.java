package dev.signalbox.runtime;

import dev.signalbox.runtime.Explorer.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A small model of attach, acknowledgement and displacement: one runner with a spool, a journal with
/// terms, two servers that take turns, die and race. Messages are lost only with their connection.
///
/// Events are numbers in the order in which the runner said them. A crash of the machine takes what
/// the spool had not forced to the disk; the runner that a server starts then speaks before the server
/// attaches to it.
final class AttachModel {
    private static final int EVENTS_MAX = 3;
    private static final int TERM_MAX = 3;
    private static final int MAILBOX_MAX = 2;

    /// The runner's `server` while there is no runner.
    private static final int DOWN = -2;

    private final Fault fault;

    /// What may be built wrong.
    enum Fault {
        NONE,
        /// A server acknowledges what it has received.
        ACK_BEFORE_JOURNAL,
        /// A runner takes an attach of any term.
        NO_TERMS,
        /// A journal takes an append of any owner.
        NO_FENCE,
        /// A runner counts on from where its spool ends, though the journal is further.
        COUNTS_FROM_ITS_SPOOL
    }

    /// @param said events so far
    /// @param base the offset before the first in `kept`
    /// @param kept the spool's events
    /// @param term the highest that an attach had
    /// @param server whose connection is the current one; -1 is nobody's, -2 while there is no runner
    /// @param sent the last offset that went over it
    record Runner(int said, int base, List<Integer> kept, int term, int server, int sent) {
        int last() {
            return base + kept.size();
        }
    }

    /// @param events what it holds
    /// @param offset the runner's offset that these go up to
    record Journal(List<Integer> events, int offset, int term) {}

    /// A line under way in a server's mailbox.
    record Line(int offset, int event) {}

    /// @param term 0 while it does not own the session
    /// @param committed its last journaled offset
    record Server(int term, int committed, List<Line> mailbox) {
        static final Server OUT = new Server(0, 0, List.of());
    }

    /// @param lost events that a crash of the machine took before they were journaled
    /// @param mistake what went wrong on the way here, in words; empty is good
    record World(
            Runner runner,
            Journal journal,
            List<Server> servers,
            List<Integer> lost,
            boolean hasCrashed,
            String mistake) {
        World with(Runner next) {
            return new World(next, journal, servers, lost, hasCrashed, mistake);
        }

        World with(Journal next) {
            return new World(runner, next, servers, lost, hasCrashed, mistake);
        }

        World with(int server, UnaryOperator<Server> change) {
            var next = new ArrayList<>(servers);
            next.set(server, change.apply(next.get(server)));
            return new World(runner, journal, List.copyOf(next), lost, hasCrashed, mistake);
        }

        World wrong(String what) {
            return new World(runner, journal, servers, lost, hasCrashed, what);
        }
    }

    static final World START =
            new World(
                    new Runner(0, 0, List.of(), 0, -1, 0),
                    new Journal(List.of(), 0, 0),
                    List.of(Server.OUT, Server.OUT),
                    List.of(),
                    false,
                    "");

    AttachModel(Fault fault) {
        this.fault = fault;
    }

    List<Step<World>> steps(World world) {
        var steps = new ArrayList<Step<World>>();
        if (!world.mistake().isEmpty()) {
            return steps;
        }
        runnerSteps(world, steps);
        for (int i = 0; i < world.servers().size(); i++) {
            serverSteps(world, i, steps);
        }
        return steps;
    }

    private static void runnerSteps(World world, List<Step<World>> steps) {
        var runner = world.runner();
        if (runner.server() != DOWN && runner.said() < EVENTS_MAX) {
            var kept = plus(runner.kept(), runner.said() + 1);
            steps.add(
                    new Step<>(
                            "the runner says an event",
                            world.with(
                                    new Runner(
                                            runner.said() + 1,
                                            runner.base(),
                                            kept,
                                            runner.term(),
                                            runner.server(),
                                            runner.sent()))));
        }
        if (runner.server() >= 0) {
            steps.add(new Step<>("the connection breaks", world.with(detached(runner))));
            boolean hasRoom = world.servers().get(runner.server()).mailbox().size() < MAILBOX_MAX;
            if (hasRoom && Math.max(runner.sent(), runner.base()) < runner.last()) {
                int offset = Math.max(runner.sent(), runner.base()) + 1;
                var line = new Line(offset, runner.kept().get(offset - runner.base() - 1));
                var told =
                        world.with(
                                runner.server(),
                                it ->
                                        new Server(
                                                it.term(),
                                                it.committed(),
                                                plus(it.mailbox(), line)));
                steps.add(
                        new Step<>("the runner sends " + offset, told.with(sent(runner, offset))));
            }
        }
        if (!world.hasCrashed() && !runner.kept().isEmpty()) {
            var kept = runner.kept().subList(0, runner.kept().size() - 1);
            int event = runner.kept().getLast();
            boolean isSafe = world.journal().events().contains(event);
            var restarted =
                    new Runner(
                            runner.said(),
                            runner.base(),
                            List.copyOf(kept),
                            runner.term(),
                            DOWN,
                            0);
            steps.add(
                    new Step<>(
                            "the machine crashes and takes the spool's end",
                            new World(
                                    restarted,
                                    world.journal(),
                                    List.of(Server.OUT, Server.OUT),
                                    isSafe ? world.lost() : plus(world.lost(), event),
                                    true,
                                    "")));
        }
    }

    private void serverSteps(World world, int i, List<Step<World>> steps) {
        var server = world.servers().get(i);
        var journal = world.journal();
        String name = "server " + i;
        if (journal.term() < TERM_MAX) {
            int term = journal.term() + 1;
            var claimed = world.with(new Journal(journal.events(), journal.offset(), term));
            steps.add(
                    new Step<>(
                            name + " claims the session",
                            hungUp(claimed, i)
                                    .with(i, _ -> new Server(term, journal.offset(), List.of()))));
        }
        if (server.term() == 0) {
            return;
        }
        steps.add(new Step<>(name + " dies", hungUp(world, i).with(i, _ -> Server.OUT)));
        if (world.runner().server() == DOWN) {
            if (server.term() == journal.term()) { // It has journaled that it starts one.
                steps.add(
                        new Step<>(
                                name + " starts the runner", started(world, server.committed())));
            }
        } else if (world.runner().server() != i) {
            steps.add(new Step<>(name + " attaches", attach(world, i)));
        } else {
            steps.add(new Step<>(name + " acknowledges", acknowledge(world, i)));
        }
        if (!server.mailbox().isEmpty()) {
            var journaled = journal(world, i);
            steps.add(new Step<>(name + " journals", journaled));
            steps.add(
                    new Step<>(
                            name + " journals and dies before it does anything else",
                            hungUp(journaled, i).with(i, _ -> Server.OUT)));
        }
    }

    /// A runner that is started reads how far the journal is, and counts from there if that is further.
    private World started(World world, int after) {
        var runner = world.runner();
        boolean isShort = runner.last() < after && fault != Fault.COUNTS_FROM_ITS_SPOOL;
        return world.with(
                new Runner(
                        runner.said(),
                        isShort ? after : runner.base(),
                        isShort ? List.of() : runner.kept(),
                        runner.term(),
                        -1,
                        0));
    }

    private World attach(World world, int i) {
        var runner = world.runner();
        var server = world.servers().get(i);
        if (server.term() < runner.term() && fault != Fault.NO_TERMS) {
            return world.with(i, _ -> Server.OUT); // Refused: the session is given up.
        }
        if (server.term() < runner.term()) {
            return world.wrong("an attach of term " + server.term() + " came in after a later one");
        }
        int after = server.committed();
        var attached =
                new Runner(runner.said(), runner.base(), runner.kept(), server.term(), i, after);
        return world.with(attached);
    }

    private World acknowledge(World world, int i) {
        var runner = world.runner();
        var server = world.servers().get(i);
        boolean isHasty = fault == Fault.ACK_BEFORE_JOURNAL && !server.mailbox().isEmpty();
        int offset = isHasty ? server.mailbox().getLast().offset() : server.committed();
        int gone = Math.clamp((long) offset - runner.base(), 0, runner.kept().size());
        for (int event : runner.kept().subList(0, gone)) {
            if (!world.journal().events().contains(event)) {
                return world.wrong("event " + event + " is deleted and nowhere else");
            }
        }
        return world.with(
                new Runner(
                        runner.said(),
                        runner.base() + gone,
                        List.copyOf(runner.kept().subList(gone, runner.kept().size())),
                        runner.term(),
                        runner.server(),
                        runner.sent()));
    }

    private World journal(World world, int i) {
        var journal = world.journal();
        var server = world.servers().get(i);
        var line = server.mailbox().getFirst();
        var rest = List.copyOf(server.mailbox().subList(1, server.mailbox().size()));
        if (line.offset() <= server.committed()) {
            return world.with(i, it -> new Server(it.term(), it.committed(), rest));
        }
        if (line.offset() != server.committed() + 1) {
            return world.wrong("offset " + line.offset() + " comes after " + server.committed());
        }
        if (journal.term() != server.term() && fault != Fault.NO_FENCE) {
            return hungUp(world, i).with(i, _ -> Server.OUT);
        }
        if (journal.term() != server.term()) {
            return world.wrong("an append of term " + server.term() + " is taken in a later one");
        }
        return world.with(
                        new Journal(
                                plus(journal.events(), line.event()),
                                line.offset(),
                                journal.term()))
                .with(i, it -> new Server(it.term(), line.offset(), rest));
    }

    private static World hungUp(World world, int i) {
        return world.runner().server() == i ? world.with(detached(world.runner())) : world;
    }

    private static Runner detached(Runner it) {
        return new Runner(it.said(), it.base(), it.kept(), it.term(), -1, 0);
    }

    private static Runner sent(Runner it, int offset) {
        return new Runner(it.said(), it.base(), it.kept(), it.term(), it.server(), offset);
    }

    private static <T> List<T> plus(List<T> list, T one) {
        var more = new ArrayList<>(list);
        more.add(one);
        return List.copyOf(more);
    }

    // ---- what must hold

    /// The journal has the events in their order, none twice, and none is left out that was not lost
    /// with the machine.
    static boolean isJournalWhole(World world) {
        int last = 0;
        for (int event : world.journal().events()) {
            for (int skipped = last + 1; skipped < event; skipped++) {
                if (!world.lost().contains(skipped)) {
                    return false;
                }
            }
            if (event <= last) {
                return false;
            }
            last = event;
        }
        return true;
    }

    /// Every event is journaled, spooled, or was lost with the machine.
    static boolean isNothingLost(World world) {
        for (int event = 1; event <= world.runner().said(); event++) {
            if (!world.journal().events().contains(event)
                    && !world.runner().kept().contains(event)
                    && !world.lost().contains(event)) {
                return false;
            }
        }
        return true;
    }

    /// Every event that still exists is in the journal.
    static boolean isAllJournaled(World world) {
        return world.journal().events().containsAll(world.runner().kept());
    }
}
