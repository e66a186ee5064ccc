package dev.signalbox.app;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/// What a process does when it is told to end: the first signal begins an orderly end, the second
/// ends it at once.
///
/// Java's own way hears of the first signal only: while shutdown hooks run, others are lost. What
/// every JDK has instead (module `jdk.unsupported`) cannot be compiled against without a warning, so
/// it is called by name; a JDK without it ends in order, however often it is told.
final class Signals {
    private static final System.Logger LOG = System.getLogger(Signals.class.getName());
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

    /// What a shell says of a process that a signal ended.
    private static final int BY_SIGNAL = 128;

    private Signals() {}

    /// From now on a signal runs the shutdown hooks, and another one ends the process with 128 and
    /// its number.
    static void endAtOnceOnTheSecond() {
        var isEnding = new AtomicBoolean();
        for (var name : NAMES) {
            on(name, number -> came(isEnding, number));
        }
    }

    /// From now on a terminal's hangup, or whoever sends its signal, runs this instead of an end.
    static void onHangUp(Runnable work) {
        on("HUP", _ -> work.run());
    }

    /// @param taker is given the signal's number, on a thread of the signal's own
    private static void on(String name, IntConsumer taker) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls =
                    (self, method, arguments) ->
                            switch (method.getName()) {
                                case "handle" -> {
                                    taker.accept(
                                            (int)
                                                    signals.getMethod("getNumber")
                                                            .invoke(arguments[0]));
                                    yield null;
                                }
                                case "equals" -> false; // Nobody compares them.
                                case "hashCode" -> System.identityHashCode(self);
                                default -> "signal handler";
                            };
            Object handler =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(), new Class<?>[] {handlers}, calls);
            Object signal = signals.getConstructor(String.class).newInstance(name);
            signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
        } catch (InvocationTargetException e) { // Signals are the JVM's own (-Xrs).
            LOG.log(Level.DEBUG, "signals cannot be handled", e.getCause());
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "this JDK does not let signals be handled", e);
        }
    }

    /// On a thread of the signal's own.
    private static void came(AtomicBoolean isEnding, int number) {
        if (isEnding.compareAndSet(false, true)) {
            System.exit(BY_SIGNAL + number); // A hook that knows better ends with its own code.
        } else {
            Runtime.getRuntime().halt(BY_SIGNAL + number);
        }
    }
}
