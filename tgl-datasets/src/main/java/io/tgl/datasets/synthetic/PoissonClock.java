package io.tgl.datasets.synthetic;

/** Times of a Poisson process from 0 on, gaps rounded to whole ticks. */
final class PoissonClock {
    private final double meanGap;
    private long now;

    PoissonClock(double meanGap) {
        this.meanGap = meanGap;
    }

    /** The time of the next event. */
    long next(EventDraws draws) {
        now = Math.addExact(now, Math.round(draws.exponential(meanGap)));
        return now;
    }
}
