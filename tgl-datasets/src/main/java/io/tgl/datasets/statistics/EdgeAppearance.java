package io.tgl.datasets.statistics;

import io.tgl.core.event.EventStream;
import java.util.Arrays;

/**
 * When pairs occur for the first time and when again: the temporal edge appearance (TEA) plot of Poursafaei, Huang,
 * Pelrine, Rabbany, Towards Better Evaluation for Dynamic Link Prediction, NeurIPS 2022. Time is cut into bins of equal
 * length, of one tick at least.
 *
 * @param start first time of each bin, in ticks
 * @param fresh distinct pairs of each bin that occurred in none before
 * @param repeated the other distinct pairs of each bin
 * @param novelty mean over the bins with events of the share of fresh pairs
 */
public record EdgeAppearance(long[] start, long[] fresh, long[] repeated, double novelty) {
    private static final int MOST_BINS = 60;

    static EdgeAppearance of(EventStream events) {
        PairNumbers pairs = new PairNumbers();
        TimeBins bins = TimeBins.of(events, MOST_BINS);
        long[] fresh = new long[bins.count()];
        long[] repeated = new long[bins.count()];
        int[] lastBin = new int[16];
        for (int i = 0; i < events.size(); i++) {
            int known = pairs.size();
            int pair = pairs.number(events, i);
            int bin = bins.at(events.time(i));
            if (pair == lastBin.length) {
                lastBin = Arrays.copyOf(lastBin, 2 * pair);
            }
            if (pair == known) {
                fresh[bin]++;
            } else if (lastBin[pair] != bin) {
                repeated[bin]++;
            }
            lastBin[pair] = bin;
        }
        double sum = 0;
        int busy = 0;
        for (int bin = 0; bin < fresh.length; bin++) {
            if (fresh[bin] + repeated[bin] > 0) {
                sum += (double) fresh[bin] / (fresh[bin] + repeated[bin]);
                busy++;
            }
        }
        return new EdgeAppearance(bins.starts(), fresh, repeated, busy == 0 ? 0 : sum / busy);
    }
}
