package io.tgl.datasets.statistics;

import io.tgl.core.event.EventStream;
import java.util.Arrays;

/**
 * Which pairs occur when: the temporal edge traffic (TET) plot of Poursafaei et al., NeurIPS 2022, as a raster. A row is a
 * share of the pairs in order of first occurrence, a column a time of equal length; a cell counts the events of the
 * kind of pair that is most frequent in it. The test part is the last 15 % of the events, training what comes before.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param events events of each cell, row by row
 * @param kind of each cell: {@link #TRAIN_ONLY}, {@link #BOTH}, {@link #TEST_ONLY}
 * @param testColumn first column of the test part
 * @param reoccurrence share of the pairs of training that occur in the test part
 * @param surprise share of the pairs of the test part that do not occur in training
 */
public record EdgeTraffic(
        int rows, int columns, long[] events, byte[] kind, int testColumn, double reoccurrence, double surprise) {
    /** Pairs of training alone. */
    public static final byte TRAIN_ONLY = 0;

    /** Pairs of training and test. */
    public static final byte BOTH = 1;

    /** Pairs of the test part alone. */
    public static final byte TEST_ONLY = 2;

    private static final int KINDS = 3;
    private static final int MOST_ROWS = 120;
    private static final int MOST_COLUMNS = 200;

    static EdgeTraffic of(EventStream events) {
        PairNumbers pairs = new PairNumbers();
        int trained = StreamSummary.seen(events.size());
        int known = 0;
        boolean[] inTest = new boolean[16];
        for (int i = 0; i < events.size(); i++) {
            int pair = pairs.number(events, i);
            if (pair >= inTest.length) {
                inTest = Arrays.copyOf(inTest, 2 * inTest.length);
            }
            inTest[pair] |= i >= trained;
            known = i < trained ? pairs.size() : known;
        }
        int both = 0;
        for (int pair = 0; pair < known; pair++) {
            both += inTest[pair] ? 1 : 0;
        }
        int tested = both + pairs.size() - known;
        EdgeTraffic empty = new EdgeTraffic(
                Math.min(MOST_ROWS, pairs.size()),
                TimeBins.of(events, MOST_COLUMNS).count(),
                new long[0],
                new byte[0],
                0,
                known == 0 ? 0 : (double) both / known,
                tested == 0 ? 0 : (double) (tested - both) / tested);
        return empty.filled(events, pairs, known, inTest);
    }

    private EdgeTraffic filled(EventStream stream, PairNumbers pairs, int known, boolean[] inTest) {
        TimeBins bins = TimeBins.of(stream, MOST_COLUMNS);
        long[][] counts = new long[KINDS][rows * columns];
        for (int i = 0; i < stream.size(); i++) {
            int pair = pairs.number(stream, i);
            int row = (int) ((long) pair * rows / pairs.size());
            int which = pair >= known ? TEST_ONLY : inTest[pair] ? BOTH : TRAIN_ONLY;
            counts[which][row * columns + bins.at(stream.time(i))]++;
        }
        long[] most = new long[rows * columns];
        byte[] kinds = new byte[rows * columns];
        for (int cell = 0; cell < most.length; cell++) {
            for (byte which = 0; which < KINDS; which++) {
                if (counts[which][cell] > most[cell]) {
                    most[cell] = counts[which][cell];
                    kinds[cell] = which;
                }
            }
        }
        int seen = StreamSummary.seen(stream.size());
        int testColumn = seen < stream.size() ? bins.at(stream.time(seen)) : columns;
        return new EdgeTraffic(rows, columns, most, kinds, testColumn, reoccurrence, surprise);
    }
}
