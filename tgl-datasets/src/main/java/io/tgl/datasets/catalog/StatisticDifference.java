package io.tgl.datasets.catalog;

/**
 * A statistic that is not as stated.
 *
 * @param name its name, see {@link MeasuredStatistics}
 * @param stated what the card states
 * @param found what was counted
 * @param measured whether the stated one was counted in these files before; else it is the published one
 */
public record StatisticDifference(String name, long stated, long found, boolean measured) {
    /** One line for people. */
    public String text() {
        return name + ": expected " + stated + (measured ? " as measured" : " as published") + ", found " + found;
    }

    Dataset.Deviation deviation() {
        return new Dataset.Deviation(name, Long.toString(stated), Long.toString(found));
    }
}
