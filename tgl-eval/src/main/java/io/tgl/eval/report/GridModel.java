package io.tgl.eval.report;

import java.util.List;
import java.util.function.Function;

/**
 * What the report shows of several models or data sets side by side, ready to print; absent parts are empty texts.
 *
 * @param tables a table for each data set and figure
 * @param costs what the runs took, a row for each model and data set
 * @param ranks average ranks over data sets, a table a figure
 * @param paired models compared on the same test batches, a table for each data set and figure
 */
public record GridModel(List<Table> tables, List<CostRow> costs, List<RankTable> ranks, List<PairedTable> paired) {
    /** Nothing to compare. */
    static final GridModel EMPTY = new GridModel(List.of(), List.of(), List.of(), List.of());

    /** Whether there is nothing to show. */
    public boolean isEmpty() {
        return tables.isEmpty();
    }

    /** One figure of every model on a data set; {@code note} says what must not be compared. */
    public record Table(String data, String figure, String note, List<Row> rows) {
        /** Whether any model has a published figure. */
        public boolean hasPublished() {
            return has(Row::published);
        }

        /** Whether any published figure has a deviation. */
        public boolean hasZ() {
            return has(Row::z);
        }

        /** Whether anything is known of the reference code here. */
        public boolean hasReference() {
            return has(Row::reference);
        }

        private boolean has(Function<Row, String> part) {
            return rows.stream().anyMatch(row -> !part.apply(row).isEmpty());
        }
    }

    /**
     * A model's figure.
     *
     * @param model name
     * @param runs number of seeds
     * @param ours mean ± deviation
     * @param best whether it is the highest of a table whose models may be compared
     * @param caveat why it must not be compared
     * @param published published mean ± deviation
     * @param difference in percentage points
     * @param deviations the difference in published deviations
     * @param z see {@link PublishedResult#z}
     * @param far whether |z| is above 2
     * @param reference what the reference code itself gives
     */
    public record Row(
            String model,
            String runs,
            String ours,
            boolean best,
            String caveat,
            String published,
            String difference,
            String deviations,
            String z,
            boolean far,
            String reference) {}

    /** What a model took on a data set: means over its runs, the largest heap of them. */
    public record CostRow(String data, String model, String epochs, String epochSeconds, String run, String peakHeap) {}

    /** Average ranks over {@code note}'s data sets, 1 = best. */
    public record RankTable(String figure, String note, List<String> data, List<RankRow> rows) {}

    /** A model's ranks: of our figures on average, of the published ones on average, of ours on each data set. */
    public record RankRow(String model, String ours, String published, List<String> each) {}

    /** Models against the best one of a data set on the same test batches. */
    public record PairedTable(String data, String figure, String note, List<PairedRow> rows) {}

    /** A model's mean, its difference to the best one in percentage points, the interval of that, and what it says. */
    public record PairedRow(String model, String figure, String difference, String interval, String verdict) {}
}
