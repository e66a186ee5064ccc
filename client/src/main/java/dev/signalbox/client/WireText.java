package dev.signalbox.client;

import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Track;

import java.util.Set;
import java.util.TreeSet;

/// Enumerated values as the wire spells them.
final class WireText {
    private WireText() {}

    static String of(Enum<?> value) {
        return ProtocolJson.tree(value).stringValue();
    }

    static Set<String> tracks(Set<Track> tracks) {
        var names = new TreeSet<String>();
        tracks.forEach(track -> names.add(track.wireName()));
        return names;
    }
}
