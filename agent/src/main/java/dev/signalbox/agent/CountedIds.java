package dev.signalbox.agent;

import java.util.HashMap;
import java.util.Map;

/// Ids for recorded output, the same ones each time: queries are `q1`, `q2`, …, others `PREFIX_1`.
public final class CountedIds implements IdSource {
    private final Map<String, Integer> counts = new HashMap<>();

    @Override
    public String newId(String prefix) {
        int count = counts.merge(prefix, 1, Integer::sum);
        return prefix.equals(QUERY) ? "q" + count : prefix + "_" + count;
    }
}
