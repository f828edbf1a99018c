package io.tgl.datasets.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Names that a mistyped one may have meant. */
final class Similarity {
    private Similarity() {}

    /** The nearest names by edit distance that are not too far, and those that contain the text; at most {@code most}. */
    static List<String> nearest(String text, Collection<String> names, int most) {
        String typed = text.toLowerCase(Locale.ROOT);
        int far = 1 + typed.length() / 4;
        return names.stream()
                .filter(name -> distance(typed, name) <= far || (typed.length() > 2 && name.contains(typed)))
                .sorted(Comparator.comparingInt((String name) -> distance(typed, name))
                        .thenComparing(name -> name))
                .limit(most)
                .toList();
    }

    /** Insertions, deletions and replacements from one text to the other (Levenshtein 1966). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(diagonal, row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
