package io.tgl.bench;

import java.util.Arrays;

/** Timing of short pieces of work: warmed up, repeated to at least two milliseconds a round, the median round. */
final class Rounds {
    /** The optimising compiler needs up to a second for a vector kernel. */
    private static final long WARM_UP = 1_500_000_000;

    private static final long ROUND = 2_000_000;
    private static final int ROUNDS = 15;

    private Rounds() {}

    /** Nanoseconds of one call. */
    static double of(Runnable work) {
        return inTurns(work)[0];
    }

    /** Nanoseconds of one call of each, measured in turns, so that a slow moment of the machine meets all of them. */
    static double[] inTurns(Runnable... works) {
        int[] repetitions = new int[works.length];
        for (int w = 0; w < works.length; w++) {
            repetitions[w] = warmedUp(works[w]);
        }
        double[][] rounds = new double[works.length][ROUNDS];
        for (int r = 0; r < ROUNDS; r++) {
            for (int w = 0; w < works.length; w++) {
                rounds[w][r] = time(works[w], repetitions[w]);
            }
        }
        return Arrays.stream(rounds).mapToDouble(Rounds::median).toArray();
    }

    /** Repetitions that fill a round, by the last call of the warm-up. */
    private static int warmedUp(Runnable work) {
        long start = System.nanoTime();
        double last = time(work, 1);
        while (System.nanoTime() - start < WARM_UP) {
            last = time(work, 1);
        }
        return (int) Math.max(1, ROUND / last);
    }

    private static double time(Runnable work, int repetitions) {
        long start = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
            work.run();
        }
        return (double) (System.nanoTime() - start) / repetitions;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
