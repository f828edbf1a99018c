package io.tgl.eval.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A figure along a split, e.g. NDCG@10 at each label time. Added in format 1.2.
 *
 * @param split e.g. "test"
 * @param metric e.g. "NDCG@10"
 * @param axis what {@code at} counts, e.g. "days since the first event"
 * @param at where on the axis, ascending
 * @param values the figure there
 * @param rows over how many queries it is the mean
 */
public record FigureSeries(
        String split, String metric, String axis, List<Double> at, List<Double> values, List<Integer> rows) {
    /** Copies the lists and checks that they are equally long. */
    public FigureSeries {
        if (at.size() != values.size() || at.size() != rows.size()) {
            throw new IllegalArgumentException(
                    "series " + split + " " + metric + ": expected as many values and rows as" + " places (" + at.size()
                            + "), found " + values.size() + " and " + rows.size());
        }
        at = Collections.unmodifiableList(new ArrayList<>(at));
        values = Collections.unmodifiableList(new ArrayList<>(values));
        rows = Collections.unmodifiableList(new ArrayList<>(rows));
    }
}
