package dev.signalbox.bench;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The numbers that a measurement is given, such as `--rounds 5`.
record BenchOptions(Map<String, Integer> numbers) {
    private static final Map<String, Integer> MOST =
            Map.of(
                    "--rounds",
                    10_000,
                    "--sessions",
                    1_000,
                    "--events",
                    1_000_000_000,
                    "--readers",
                    10_000,
                    "--lines",
                    10_000_000);

    /// Wrong usage.
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    static BenchOptions read(List<String> words) throws UsageException {
        var numbers = new HashMap<String, Integer>();
        for (int i = 0; i < words.size(); i += 2) {
            String name = words.get(i);
            @Nullable Integer most = MOST.get(name);
            if (most == null) {
                throw new UsageException("no option is called '" + name + "'");
            }
            String text = i + 1 < words.size() ? words.get(i + 1) : "";
            try {
                int number = Integer.parseInt(text);
                if (number < 1 || number > most) {
                    throw new NumberFormatException(text);
                }
                numbers.put(name, number);
            } catch (NumberFormatException _) {
                throw new UsageException(name + " takes a number from 1 to " + most);
            }
        }
        return new BenchOptions(numbers);
    }

    int rounds(int unsaid) {
        return numbers.getOrDefault("--rounds", unsaid);
    }

    int sessions(int unsaid) {
        return numbers.getOrDefault("--sessions", unsaid);
    }

    int readers(int unsaid) {
        return numbers.getOrDefault("--readers", unsaid);
    }

    int lines(int unsaid) {
        return numbers.getOrDefault("--lines", unsaid);
    }

    int events(int unsaid) {
        return numbers.getOrDefault("--events", unsaid);
    }
}
