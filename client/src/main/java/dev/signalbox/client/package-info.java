/// The Java client: REST calls, a subscription that loses nothing, and the server's own fold.
///
/// Begin at [dev.signalbox.client.SignalboxClient].
@NullMarked
package dev.signalbox.client;

import org.jspecify.annotations.NullMarked;
