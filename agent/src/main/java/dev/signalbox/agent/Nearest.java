package dev.signalbox.agent;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Locale;

/// Finds the name that somebody meant.
public final class Nearest {
    private Nearest() {}

    /// The candidate that is at most a third of its letters away, the nearest first; null when none
    /// is.
    public static @Nullable String of(String name, Collection<String> candidates) {
        @Nullable String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (var candidate : candidates) {
            int distance =
                    distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance && distance <= Math.max(1, candidate.length() / 3)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /// How many letters to change, add, leave out or swap with their neighbour.
    private static int distance(String a, String b) {
        int[][] to = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                to[i][j] = i == 0 || j == 0 ? i + j : step(to, a, b, i, j);
            }
        }
        return to[a.length()][b.length()];
    }

    private static int step(int[][] to, String a, String b, int i, int j) {
        boolean isSame = a.charAt(i - 1) == b.charAt(j - 1);
        int best = to[i - 1][j - 1] + (isSame ? 0 : 1);
        best = Math.min(best, Math.min(to[i - 1][j], to[i][j - 1]) + 1);
        boolean isSwapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return isSwapped ? Math.min(best, to[i - 2][j - 2] + 1) : best;
    }
}
