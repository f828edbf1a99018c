package io.tgl.eval.cli;

import io.tgl.eval.negative.StoredNegatives;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What is told of stored negatives. */
final class NegativesFacts {
    private NegativesFacts() {}

    /** A line a split: positives, negatives, the shortest and the longest list. */
    static void print(PrintWriter out, String label, List<StoredNegatives> all) {
        out.println(label);
        for (StoredNegatives lists : all) {
            int shortest = lists.size() == 0 ? 0 : Integer.MAX_VALUE;
            int longest = 0;
            for (int i = 0; i < lists.size(); i++) {
                shortest = Math.min(shortest, lists.count(i));
                longest = Math.max(longest, lists.count(i));
            }
            out.printf(
                    Locale.ROOT,
                    "%s: %,d positives, %,d negatives, %,d to %,d each%n",
                    lists.split(),
                    lists.size(),
                    lists.total(),
                    shortest,
                    longest);
        }
        out.flush();
    }
}
