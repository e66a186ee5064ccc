package dev.signalbox.server.access;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.Replies.KeyView;
import dev.signalbox.protocol.Requests.CreateKey;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

/// What administrators do with API keys. Called on many threads at once.
public interface Keys {
    /// Makes a key. On return it is on the disk and opens.
    ///
    /// @return with the token, which nobody can be told again
    /// @throws SignalboxException `BAD_REQUEST` naming what is wrong; `OVERLOADED`;
    ///   `JOURNAL_UNAVAILABLE` when it could not be written, and then there is no key
    KeyView create(CreateKey request, String tenant, By by);

    /// The keys of a tenant, the newest first; those that ended are shown for 90 days.
    ///
    /// @param tenant null = of all
    Page<KeyView> list(@Nullable String tenant);

    /// Takes a key back. On return it opens nothing, and the disk says so. Twice is as good as once.
    ///
    /// @param tenant whose key it must be; null = anybody's
    /// @return the key
    /// @throws SignalboxException `NOT_FOUND`; `JOURNAL_UNAVAILABLE` when it could not be written:
    ///   it opens nothing all the same until the server is started anew
    KeyView revoke(String id, @Nullable String tenant);
}
