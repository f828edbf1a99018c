package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;

/**
 * Pairs that meet by the clock: pair p is source p and destination {@code pairs} + p, both without any other event, and
 * meets at phase(p) + k period(p) for k = 0, 1, ... Phases are uniform in [0, period(p)), periods uniform between
 * {@code period} and {@code period} (1 + {@code spread}), in whole ticks.
 *
 * <p>Whoever knows when a pair met last knows when it meets next. Whoever only knows that it met knows nothing about one
 * pair against another: memory without time fails against negatives drawn from the past.
 *
 * @param pairs number of pairs
 * @param period shortest period in seconds
 * @param spread how much longer the longest one is, as a share of it
 */
public record PeriodicPairs(int pairs, int period, double spread) implements SyntheticProcess {
    /** 1,000 pairs, one period of 1,000 s. */
    public static final PeriodicPairs USUAL = new PeriodicPairs(1000, 1000, 0);

    private static final int MOST_PAIRS = 1 << 28;

    /** Checks the ranges. */
    public PeriodicPairs {
        Ranges.check("pairs", pairs, 1, MOST_PAIRS);
        Ranges.check("period", period, 1, Integer.MAX_VALUE);
        if (!(spread >= 0 && spread <= 1000)) {
            throw InvalidInput.at("setting spread", "0 to 1000", spread);
        }
    }

    @Override
    public String name() {
        return "periodic";
    }

    @Override
    public int nodes() {
        return 2 * pairs;
    }

    @Override
    public String truth() {
        String longest = spread > 0 ? " to " + Math.round(period * (1 + spread)) : "";
        return pairs + " pairs with nodes of their own, each meeting every " + period + longest + " s exactly";
    }

    @Override
    public EventSequence start(long seed) {
        return new Sequence(seed);
    }

    /** Periods of all pairs in ticks. */
    public long[] periods(long seed) {
        EventDraws draws = new EventDraws(seed, name() + "/period");
        long[] periods = new long[pairs];
        for (int p = 0; p < pairs; p++) {
            draws.of(p);
            periods[p] = Math.round(period * (1 + spread * draws.uniform()));
        }
        return periods;
    }

    private final class Sequence implements EventSequence {
        private final long[] periods;
        private final PendingEvents due = new PendingEvents();
        private int pair;
        private long time;

        Sequence(long seed) {
            periods = periods(seed);
            EventDraws phases = new EventDraws(seed, name() + "/phase");
            for (int p = 0; p < pairs; p++) {
                phases.of(p);
                due.add((long) (phases.uniform() * periods[p]), p);
            }
        }

        @Override
        public void advance() {
            pair = due.firstMark();
            time = due.firstTime();
            due.removeFirst();
            due.add(Math.addExact(time, periods[pair]), pair);
        }

        @Override
        public int source() {
            return pair;
        }

        @Override
        public int destination() {
            return pairs + pair;
        }

        @Override
        public long time() {
            return time;
        }
    }
}
