package dev.signalbox.server.secrets;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.Replies.SecretView;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

/// What people do with secrets. Nobody is ever told a value. Called on many threads at once.
public interface Secrets {
    /// What came of [#put].
    ///
    /// @param isNew false when there was one of that name
    record Put(SecretView secret, boolean isNew) {}

    /// The secrets of a tenant, by name.
    ///
    /// @param tenant null = of all
    Page<SecretView> list(@Nullable String tenant);

    /// Gives a secret a value. On return it is on the disk, encrypted.
    ///
    /// @throws SignalboxException `BAD_REQUEST` naming what is wrong; `OVERLOADED`;
    ///   `JOURNAL_UNAVAILABLE` when it could not be written, and then all is as it was
    Put put(String tenant, String name, String value, By by);

    /// Forgets a secret. Agents that run keep what they were given.
    ///
    /// @throws SignalboxException `NOT_FOUND`; `JOURNAL_UNAVAILABLE` when it could not be written,
    ///   and then it is there still
    void remove(String tenant, String name, By by);
}
