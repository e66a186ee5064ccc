package dev.signalbox.agent.opencode;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of the things that OpenCode spoke of last. Late news come within moments, so that
/// those from long ago can be forgotten.
final class Recent<V> {
    private static final int SIZE_MAX = 4_000;

    private final Map<String, V> values =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                    return size() > SIZE_MAX;
                }
            };

    void put(String id, V value) {
        values.put(id, value);
    }

    @Nullable V get(String id) {
        return values.get(id);
    }

    boolean has(String id) {
        return values.containsKey(id);
    }
}
