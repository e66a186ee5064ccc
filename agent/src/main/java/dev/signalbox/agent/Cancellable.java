package dev.signalbox.agent;

/// A thing that was put off and may be called off.
@FunctionalInterface
public interface Cancellable {
    /// Calls it off; nothing happens when it has run, or is called off already.
    void cancel();
}
