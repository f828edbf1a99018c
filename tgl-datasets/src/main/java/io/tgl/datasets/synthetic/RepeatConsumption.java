package io.tgl.datasets.synthetic;

import io.tgl.core.base.InvalidInput;

/**
 * Users who consume what they consumed before (Anderson, Kumar, Tomkins, Vassilvitskii, The Dynamics of Repeat
 * Consumption, WWW 2014): with probability {@code repeat} a user takes a uniform one of his own last {@code memory}
 * items, else any item, item number k (from 1) with a probability in proportion to k^-{@code skew}. The item's popularity
 * tells something, the user's own past more.
 *
 * @param users nodes 0 to users - 1, equally active
 * @param items the nodes after them
 * @param repeat probability of a repetition, where there is a past
 * @param memory items that a user remembers
 * @param skew exponent of the items' popularity, 0 for equal ones
 * @param gap mean gap between events in seconds; gaps are exponential
 */
public record RepeatConsumption(int users, int items, double repeat, int memory, double skew, double gap)
        implements SyntheticProcess {
    /** 300 users, 1,000 items, four of five events repeat one of the user's last 10, exponent 0.8, one in 10 s. */
    public static final RepeatConsumption USUAL = new RepeatConsumption(300, 1000, 0.8, 10, 0.8, 10);

    private static final int MOST_NODES = 1 << 28;

    /** Checks the ranges. */
    public RepeatConsumption {
        Ranges.check("users", users, 1, MOST_NODES);
        Ranges.check("items", items, 1, MOST_NODES);
        Ranges.checkShare("repeat", repeat);
        Ranges.check("memory", memory, 1, Math.max(1, MOST_NODES / users));
        if (!(skew >= 0 && skew <= 10)) {
            throw InvalidInput.at("setting skew", "0 to 10", skew);
        }
        Ranges.checkGap(gap);
    }

    @Override
    public String name() {
        return "repeat";
    }

    @Override
    public int nodes() {
        return users + items;
    }

    @Override
    public String truth() {
        return users + " users take one of their last " + memory + " items with probability " + repeat
                + ", else one of " + items + " with probability ~ rank^-" + skew;
    }

    @Override
    public EventSequence start(long seed) {
        return new Sequence(seed);
    }

    private final class Sequence implements EventSequence {
        private final EventDraws draws;
        private final PoissonClock clock = new PoissonClock(gap);
        private final double[] cumulative = new double[items];
        private final int[] taken = new int[users * memory];
        private final int[] count = new int[users];
        private long event = -1;
        private int user;
        private int item;
        private long time;

        Sequence(long seed) {
            draws = new EventDraws(seed, name());
            double sum = 0;
            for (int k = 0; k < items; k++) {
                sum += StrictMath.pow(k + 1, -skew);
                cumulative[k] = sum;
            }
        }

        @Override
        public void advance() {
            draws.of(++event);
            time = clock.next(draws);
            user = draws.below(users);
            boolean repeats = draws.uniform() < repeat && count[user] > 0;
            int kept = Math.min(count[user], memory);
            item = repeats ? taken[user * memory + draws.below(kept)] : anyItem(draws.uniform());
            taken[user * memory + count[user] % memory] = item;
            // After a full ring only the place in it matters; the count stays small for ever.
            count[user] = count[user] + 1 == 2 * memory ? memory : count[user] + 1;
        }

        /** The first item whose cumulative weight is above that share of all. */
        private int anyItem(double share) {
            double wanted = share * cumulative[items - 1];
            int low = 0;
            int high = items - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (cumulative[middle] > wanted) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        @Override
        public int source() {
            return user;
        }

        @Override
        public int destination() {
            return users + item;
        }

        @Override
        public long time() {
            return time;
        }
    }
}
